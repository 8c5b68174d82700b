import cliProgress from "cli-progress";
import type { Io } from "../io.ts";
import { type ProgressTotal, progressText } from "./progress-text.ts";

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
 * Beside it stands what is done of the total, and how long the rest will take. Updates closer than 50 ms are dropped, so that reporting costs nothing.
 */
export function progress(io: Io, quiet: boolean, total?: ProgressTotal): Progress {
  if (quiet || io.stderr.isTTY !== true) return silent;
  const bar = new cliProgress.SingleBar({
    stream: io.stderr as unknown as NodeJS.WriteStream,
    format: "{bar} {percentage}%  {step}  {left}",
    barsize: 28,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    hideCursor: true,
    clearOnComplete: true,
    fps: 15,
    gracefulExit: false,
  });
  let [start, last]: [number, number | undefined] = [0, undefined];
  return {
    update: (fraction, step) => {
      const now = performance.now();
      if (last === undefined) {
        start = now;
        bar.start(1, 0, { step, left: "" });
      } else if (now - last < 50) return;
      last = now;
      const done = Math.min(fraction, 1);
      bar.update(done, { step, left: progressText(done, (now - start) / 1000, total) });
    },
    stop: () => {
      if (last !== undefined) bar.stop();
      last = undefined;
    },
  };
}
