/** Seconds after which it is worth saying how many more. */
const LONG = 5;

/**
 * "about 3 min left" of work that has taken `seconds` for `fraction` of it, as if the rest went at the same pace; empty
 * while it is too early to tell, or nearly done.
 */
export function timeLeft(seconds: number, fraction: number): string {
  if (seconds < LONG || fraction < 0.01) return "";
  const left = (seconds * (1 - fraction)) / fraction;
  if (left < LONG) return "";
  if (left < 90) return `about ${Math.round(left)} s left`;
  if (left < 5400) return `about ${Math.round(left / 60)} min left`;
  return `about ${Math.round(left / 3600)} h left`;
}
