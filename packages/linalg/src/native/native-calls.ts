import type { CallOptions } from "../engine.ts";
import type { NativeLibrary, Routine } from "./native-library.ts";

/** Address of a number: a letter, an integer, a real number, or an array as it is. */
export type Argument =
  | string
  | number
  | { readonly real: number }
  | { readonly real32: number }
  | Float64Array
  | Float32Array
  | BigInt64Array;

/** Calls of a library's routines, one after the other. */
export interface NativeCalls {
  /**
   * The arguments in the order of the reference documentation; resolves when the routine returns.
   *
   * @param meanwhile - what this thread does while the library's compute; when it throws, so does the call
   */
  readonly run: (
    routine: Routine,
    args: readonly Argument[],
    call: CallOptions | undefined,
    meanwhile?: () => void,
  ) => Promise<void>;
}

/**
 * The number of threads of a library holds for the process, so calls of all engines queue here.
 */
let last: Promise<unknown> = Promise.resolve();

/** What running routines read and write: it must not be collected before they return. */
const held = new Set<readonly unknown[]>();

/** Calls that run with `threads` threads, or with as many as the library chooses. */
export function nativeCalls(library: NativeLibrary, threads: number | undefined): NativeCalls {
  return {
    async run(routine, args, call, meanwhile) {
      const turn = last.then(async () => {
        call?.signal?.throwIfAborted();
        if (threads !== undefined) library.threads?.set(threads);
        const running = start(library, routine, args);
        try {
          meanwhile?.();
        } finally {
          await running;
        }
      });
      last = turn.catch(() => undefined);
      await turn;
      // Not while the routine runs: the caller may do with its matrices what it likes when this settles.
      call?.signal?.throwIfAborted();
    },
  };
}

function start(library: NativeLibrary, routine: Routine, args: readonly Argument[]): Promise<void> {
  const addresses = args.map(addressed);
  const lengths = args.filter((arg) => typeof arg === "string").map(() => 1);
  held.add(addresses);
  return new Promise<void>((resolve, reject) => {
    library.routines[routine].async(...addresses, ...lengths, (error: Error | null) => {
      held.delete(addresses);
      if (error === null) resolve();
      else reject(error);
    });
  });
}

/**
 * Integers are written as 64 bits: a library with 32-bit ones reads the lower half, which comes first on
 * every processor that koffi supports.
 */
function addressed(arg: Argument): ArrayBufferView {
  if (typeof arg === "string") return new Uint8Array(new ArrayBuffer(8)).fill(arg.charCodeAt(0));
  if (typeof arg === "number") return integers(arg);
  if ("real32" in arg) return new Float32Array(new ArrayBuffer(4)).fill(arg.real32);
  if ("real" in arg) return new Float64Array(new ArrayBuffer(8)).fill(arg.real);
  // Small arrays have no fixed address until their buffer is asked for.
  if (arg instanceof BigInt64Array) return arg;
  if (arg instanceof Float32Array) {
    return new Float32Array(arg.buffer, arg.byteOffset, arg.length);
  }
  return new Float64Array(arg.buffer, arg.byteOffset, arg.length);
}

/** One integer in memory that stays where it is. */
export function integers(value: number, length = 1): BigInt64Array {
  const memory = new BigInt64Array(new ArrayBuffer(8 * length));
  memory[0] = BigInt(value);
  return memory;
}

/** The first integer, as written by a library with 32-bit or 64-bit integers. */
export function integerIn(memory: BigInt64Array): number {
  return new Int32Array(memory.buffer)[0]!;
}
