import { EngineError } from "../engine-error.ts";
import { messageOf } from "../message-of.ts";
import type { Koffi, KoffiFunction, KoffiLibrary } from "./koffi.ts";
import { decorations } from "./library-names.ts";
import type { LibraryFiles } from "./library-names.ts";

/** What an engine needs of BLAS (products, triangles) and LAPACK (factors, inverse, eigenvectors). */
export type Routine =
  "dgemm" | "dsyrk" | "dtrsm" | "dtrsv" | "dpotrf" | "dtrtri" | "dsyevd" | "sgemm" | "ssyrk";

/** How many arguments each routine has, and how many of them are single letters. */
const signatures: Readonly<Record<Routine, readonly [number, number]>> = {
  dgemm: [13, 2],
  dsyrk: [10, 2],
  dpotrf: [5, 1],
  dtrsm: [11, 4],
  dtrsv: [8, 3],
  dtrtri: [6, 2],
  dsyevd: [11, 2],
  sgemm: [13, 2],
  ssyrk: [10, 2],
};

/** The routines of a BLAS and LAPACK, and how to set its threads where it says. */
export interface NativeLibrary {
  readonly files: LibraryFiles;
  readonly routines: Readonly<Record<Routine, KoffiFunction>>;
  /** What the library says of itself, or undefined. */
  readonly version: string | undefined;
  readonly threads: NativeThreads | undefined;
}

/** The number of threads of a library, which holds for the process. */
export interface NativeThreads {
  readonly get: () => number;
  readonly set: (count: number) => void;
}

/**
 * The first of `candidates` that loads and exports all routines.
 *
 * @throws {@link EngineError} `not-installed`, with what was tried and why it was refused
 */
export function loadLibrary(koffi: Koffi, candidates: readonly LibraryFiles[]): NativeLibrary {
  const refused: string[] = [];
  for (const files of candidates) {
    try {
      return open(koffi, files);
    } catch (error) {
      refused.push(`${files.join(" + ")} (${messageOf(error)})`);
    }
  }
  throw new EngineError(
    `nativeEngine: a library with BLAS and LAPACK must be installed, tried ${refused.join(", ")}; install OpenBLAS (Debian: apt install libopenblas0) or name a file with \`library\``,
    "not-installed",
  );
}

function open(koffi: Koffi, files: LibraryFiles): NativeLibrary {
  const libraries = files.map((file) => koffi.load(file));
  const find = finder(libraries);
  const names = Object.keys(signatures) as Routine[];
  const missing: string[] = [];
  const routines: Partial<Record<Routine, KoffiFunction>> = {};
  for (const name of names) {
    const [count, letters] = signatures[name];
    // Fortran passes addresses; the length of every text comes after them all.
    const parameters = [...Array<string>(count).fill("void *"), ...Array<string>(letters).fill("size_t")]; // prettier-ignore
    const found = find(
      decorations.map((decorate) => decorate(name)),
      "void",
      parameters,
    );
    if (found === undefined) missing.push(name);
    else routines[name] = found;
  }
  if (missing.length > 0) throw new Error(`exports no ${missing.join(", ")}`);
  return {
    files,
    routines: routines as Record<Routine, KoffiFunction>,
    version: versionOf(find),
    threads: threadsOf(find),
  };
}

type Find = (
  names: readonly string[],
  result: string,
  parameters: readonly string[],
) => KoffiFunction | undefined;

function finder(libraries: readonly KoffiLibrary[]): Find {
  return (names, result, parameters) => {
    for (const library of libraries) {
      for (const name of names) {
        try {
          return library.func(name, result, parameters);
        } catch {
          // Not in this one under this name.
        }
      }
    }
    return undefined;
  };
}

/** A function that OpenBLAS exports beside BLAS. */
function extra(find: Find, name: string, result: string, parameters: readonly string[]) {
  const names = [name, `${name}64_`, `scipy_${name}64_`, `scipy_${name}`];
  return find(names, result, parameters);
}

function versionOf(find: Find): string | undefined {
  const config = extra(find, "openblas_get_config", "str", [])?.();
  return typeof config === "string" ? config.trim() : undefined;
}

function threadsOf(find: Find): NativeThreads | undefined {
  const get = extra(find, "openblas_get_num_threads", "int", []);
  const set = extra(find, "openblas_set_num_threads", "void", ["int"]);
  if (get === undefined || set === undefined) return undefined;
  return { get: () => get() as number, set: (count) => void set(count) };
}
