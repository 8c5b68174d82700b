import cliProgress from "cli-progress";
import type { Io } from "./io.ts";
import { timeLeft } from "./time-left.ts";

/** Tells the user how far a command is. */
export interface Progress {
  /** Reports the finished fraction, between 0 and 1, and what is being done. */
  update(fraction: number, step: string): void;
  /** Clears the bar from the screen. */
  stop(): void;
}

const silent: Progress = { update: () => undefined, stop: () => undefined };

/**
 * A bar on stderr, shown at the first update and cleared at the end; silent when stderr is not a screen, or on request.
 * Updates closer than 50 ms are dropped, so that reporting costs nothing.
 */
export function progress(io: Io, quiet: boolean): Progress {
  if (quiet || io.stderr.isTTY !== true) return silent;
  const bar = new cliProgress.SingleBar({
    stream: io.stderr as unknown as NodeJS.WriteStream,
    format: "{bar} {percentage}%  {step}{left}",
    barsize: 28,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    hideCursor: true,
    clearOnComplete: true,
    fps: 15,
    gracefulExit: false,
  });
  let last: number | undefined;
  const start = performance.now();
  return {
    update: (fraction, step) => {
      const now = performance.now();
      if (last === undefined) bar.start(1, 0, { step, left: "" });
      else if (now - last < 50) return;
      last = now;
      const left = timeLeft((now - start) / 1000, Math.min(fraction, 1));
      bar.update(Math.min(fraction, 1), { step, left: left === "" ? "" : `, ${left}` });
    },
    stop: () => {
      if (last !== undefined) bar.stop();
      last = undefined;
    },
  };
}
