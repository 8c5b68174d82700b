import { expect, test, vi } from "vitest";
import { yieldToEventLoop } from "../src/index.ts";

test("yieldToEventLoop lets timers run that microtasks would starve", async () => {
  const fired = vi.fn();
  setTimeout(fired, 0);
  const start = performance.now();
  while (performance.now() - start < 5) await Promise.resolve();
  expect(fired).not.toHaveBeenCalled();
  for (let turn = 0; turn < 100; turn++) await yieldToEventLoop();
  expect(fired).toHaveBeenCalled();
});

test("without setImmediate, as in a browser, it uses a message", async () => {
  vi.stubGlobal("setImmediate", undefined);
  try {
    let resolved = false;
    const turn = yieldToEventLoop().then(() => (resolved = true));
    await Promise.resolve();
    expect(resolved).toBe(false);
    await turn;
    expect(resolved).toBe(true);
  } finally {
    vi.unstubAllGlobals();
  }
});
