import picocolors from "picocolors";
import type { Io } from "../io.ts";

/** Colour functions for stderr: plain when it is not a screen, or when NO_COLOR is set to anything. */
export function colours(io: Io): ReturnType<typeof picocolors.createColors> {
  const wanted = !io.env.NO_COLOR && io.env.TERM !== "dumb";
  return picocolors.createColors(wanted && io.stderr.isTTY === true);
}
