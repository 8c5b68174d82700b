import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { revivingPeer } from "./reviving-peer.ts";

/** A Python process that answers requests, one JSON object per line. */
export interface PythonPeer {
  /** Versions and number of threads. */
  readonly name: string;
  readonly threads: number;
  /**
   * @param seconds - after which the process is ended, if it has not answered
   * @throws {Error} with the peer's own message when it fails
   */
  readonly request: (
    message: Readonly<Record<string, unknown>>,
    seconds?: number,
  ) => Promise<PeerReply>;
  readonly close: () => void;
}

/** What the peer answers; which of these there are depends on the request. */
export interface PeerReply {
  readonly seconds?: number;
  readonly values?: readonly (readonly number[])[];
  readonly baseline?: number;
  readonly peak?: number;
  readonly name?: string;
  readonly error?: string;
}

/** Thrown when a peer answers with an error, or no more. */
export class PeerError extends Error {
  override readonly name: string = "PeerError";
}

/** Thrown when a peer was ended because it had not answered in time. */
export class PeerTimeout extends PeerError {
  override readonly name = "PeerTimeout";
}

/** Why there is no peer. */
export interface AbsentPeer {
  readonly missing: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment in which NumPy is at its best: OpenBLAS chooses its own kernel for the processor, and
 * the number of threads is given.
 */
export function peerEnvironment(env: Environment, threads: number): NodeJS.ProcessEnv {
  const count = String(threads);
  return {
    ...env,
    OPENBLAS_CORETYPE: undefined,
    PYTHONDONTWRITEBYTECODE: "1",
    OPENBLAS_NUM_THREADS: count,
    OMP_NUM_THREADS: count,
    MKL_NUM_THREADS: count,
  };
}

/** The path of a program in `peers/`. */
export function peerScript(file: string): string {
  return fileURLToPath(new URL(`../peers/${file}`, import.meta.url));
}

/** Starts `peers/numpy_peer.py`; the interpreter is `NTKIT_PYTHON`, by default `python3`. */
export function startPeer(env: Environment, threads: number): Promise<PythonPeer | AbsentPeer> {
  return startProgram(env, threads, env.NTKIT_PYTHON ?? "python3", "numpy_peer.py");
}

/**
 * Starts `peers/neural_tangents_peer.py` on all processors, where `NTKIT_NEURAL_TANGENTS` names the
 * folder of its source; the interpreter, which must have JAX, is `NTKIT_PEER_PYTHON`, by default
 * `python3`.
 */
export async function startNeuralTangents(
  env: Environment,
  program = "neural_tangents_peer.py",
): Promise<PythonPeer | AbsentPeer> {
  if (env.NTKIT_NEURAL_TANGENTS === undefined) {
    return { missing: "NTKIT_NEURAL_TANGENTS names no folder" };
  }
  const command = env.NTKIT_PEER_PYTHON ?? "python3";
  return startProgram(env, availableParallelism(), command, program);
}

/** Starts `peers/neural_tangents_images.py`, which computes kernels of images in one precision. */
export function startNeuralTangentsOnImages(
  env: Environment,
  precision: "float64" | "float32",
): Promise<PythonPeer | AbsentPeer> {
  const told = { ...env, NTKIT_PEER_PRECISION: precision };
  return startNeuralTangents(told, "neural_tangents_images.py");
}

/**
 * Starts `peers/torch_jacobians_peer.py` and, where `NTKIT_NEURAL_TANGENTS` names the folder of its source,
 * `peers/neural_tangents_empirical_peer.py`; the interpreter of both is `NTKIT_PEER_PYTHON`, by default
 * `python3`.
 *
 * @returns those that run, and why others do not
 */
export async function startJacobianPeers(
  env: Environment,
): Promise<{ readonly peers: readonly PythonPeer[]; readonly missing: readonly string[] }> {
  const command = env.NTKIT_PEER_PYTHON ?? "python3";
  const threads = availableParallelism();
  const start = (program: string) => revivingPeer(() => startProgram(env, threads, command, program)); // prettier-ignore
  const started = [await start("torch_jacobians_peer.py")];
  const missing: string[] = [];
  if (env.NTKIT_NEURAL_TANGENTS === undefined) {
    missing.push("neural-tangents: NTKIT_NEURAL_TANGENTS names no folder");
  } else {
    started.push(await start("neural_tangents_empirical_peer.py"));
  }
  const peers: PythonPeer[] = [];
  for (const peer of started) {
    if ("missing" in peer) missing.push(`peer: ${peer.missing.trim().split("\n").at(-1)!}`);
    else peers.push(peer);
  }
  return { peers, missing };
}

async function startProgram(
  env: Environment,
  threads: number,
  command: string,
  program: string,
): Promise<PythonPeer | AbsentPeer> {
  const child = spawn(command, [peerScript(program)], {
    env: peerEnvironment(env, threads),
    stdio: ["pipe", "pipe", "pipe"],
  });
  const complaints: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => complaints.push(text));
  // A peer that has died is noticed by the reply that does not come.
  child.stdin.on("error", () => undefined);
  const failed = new Promise<string>((resolve) => {
    child.once("error", (error) => {
      resolve(`${command}: ${error.message}`);
    });
    child.once("close", (code) => {
      const last = complaints.join("").trim().split("\n").at(-1);
      resolve(`${command} ended with ${code ?? "a signal"}: ${last ?? ""}`);
    });
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const reply = async (): Promise<PeerReply> => {
    const next = await Promise.race([lines.next(), failed]);
    if (typeof next === "string") return { error: next };
    if (next.done === true) return { error: await failed };
    return JSON.parse(next.value) as PeerReply;
  };
  const hello = await reply();
  if (hello.name === undefined) return { missing: hello.error ?? "no answer" };
  return {
    name: `${hello.name}, ${threads} thread${threads === 1 ? "" : "s"}`,
    threads,
    async request(message, seconds) {
      child.stdin.write(`${JSON.stringify(message)}\n`);
      const timer = seconds === undefined ? undefined : setTimeout(() => child.kill(), 1000 * seconds); // prettier-ignore
      const answer = await reply();
      clearTimeout(timer);
      if (child.killed)
        throw new PeerTimeout(`peer: ended after ${seconds ?? 0} s without an answer`);
      if (answer.error !== undefined) throw new PeerError(`peer: ${answer.error}`);
      return answer;
    },
    close() {
      child.stdin.end();
    },
  };
}

/** Starts `peers/torch_peer.py` on all processors; the interpreter is `NTKIT_PEER_PYTHON`, by default `python3`. */
export function startTorch(env: Environment): Promise<PythonPeer | AbsentPeer> {
  const command = env.NTKIT_PEER_PYTHON ?? "python3";
  return startProgram(env, availableParallelism(), command, "torch_peer.py");
}

/** NumPy with one thread and with as many as there are processors, or why there is none. */
export async function startPeers(
  env: Environment,
): Promise<{ readonly peers: readonly PythonPeer[]; readonly missing?: string }> {
  const peers: PythonPeer[] = [];
  for (const threads of new Set([1, availableParallelism()])) {
    const peer = await startPeer(env, threads);
    if ("missing" in peer) return { peers, missing: peer.missing };
    peers.push(peer);
  }
  return { peers };
}
