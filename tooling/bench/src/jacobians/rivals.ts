import type { FiniteModel } from "@ntkit/autodiff-jacobians";
import type { Contestant } from "../contest.ts";
import { PeerTimeout, type PythonPeer } from "../python-peer.ts";
import type { BenchOptions } from "../suite.ts";
import { requestOf } from "./peer-request.ts";
import type { JacobianWorkload } from "./workloads.ts";

const programs = ["structured", "products", "jacobian"] as const;

/** Seconds beyond which a program of a peer is timed once, and those after which it is ended. */
const SLOW = 4;
const LIMIT = 30;

/** A program of a peer, with the seconds that it took. */
export interface Rival extends Contestant {
  readonly program: string;
  readonly dtype: string;
  readonly times: number[];
}

/**
 * The programs of the peers that run this workload, each tried twice because the first time compiles,
 * and why others do not. What is slow is not run again: the seconds of its last time stand for it, or
 * those after which it was ended.
 */
export async function rivalsOf(
  workload: JacobianWorkload,
  model: FiniteModel,
  peers: readonly PythonPeer[],
  { log }: BenchOptions,
): Promise<{ readonly rivals: readonly Rival[]; readonly refused: readonly string[] }> {
  const rivals: Rival[] = [];
  const refused: string[] = [];
  for (const { peer, program, dtype } of programsOf(workload, peers)) {
    const name = `${peer.name}, ${program}, ${dtype}`;
    const request = requestOf(workload, model, program, dtype);
    const run = async (limit?: number) => (await peer.request(request, limit)).seconds!;
    try {
      const first = await run(LIMIT);
      const seconds = first > 2 * SLOW ? first : await run(LIMIT);
      log(`  ${name}: ${seconds.toPrecision(3)} s`);
      const times: number[] = [seconds];
      const again = async () => {
        if (seconds > SLOW) return seconds;
        const time = await run();
        times.push(time);
        return time;
      };
      rivals.push({ name, program, dtype, times, run: again });
    } catch (error) {
      if (error instanceof PeerTimeout) {
        const ended = {
          name: `${name} (ended)`,
          times: [LIMIT],
          run: () => Promise.resolve(LIMIT),
        };
        rivals.push({ ...ended, program, dtype });
        continue;
      }
      refused.push(`${name}: ${(error as Error).message.slice(0, 80)}`);
    }
  }
  return { rivals, refused };
}

function programsOf({ products }: JacobianWorkload, peers: readonly PythonPeer[]) {
  return peers.flatMap((peer) => {
    const torch = peer.name.startsWith("PyTorch");
    const there = programs.filter((program) => (torch ? program === "jacobian" : program !== "products" || products)); // prettier-ignore
    return there.flatMap((program) =>
      (["float64", "float32"] as const).map((dtype) => ({ peer, program, dtype })),
    );
  });
}
