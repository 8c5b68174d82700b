import process from "node:process";

/** Runs `work`; returns what it gives, its seconds, and the most bytes that the process had meanwhile. */
export async function withPeakMemory<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly seconds: number; readonly bytes: number }> {
  let bytes = process.memoryUsage.rss();
  const look = (): void => {
    bytes = Math.max(bytes, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 50);
  const start = performance.now();
  try {
    const result = await work();
    look();
    return { result, seconds: (performance.now() - start) / 1000, bytes };
  } finally {
    clearInterval(timer);
  }
}
