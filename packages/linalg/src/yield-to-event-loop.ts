/**
 * Promise that resolves in a later turn of the event loop, after timers, input and rendering had
 * their chance: `await yieldToEventLoop()` in a long loop keeps a page or a server alive.
 *
 * A message rather than a timer, because browsers hold nested timers back for 4 ms.
 */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    const scheduler = globalThis as { setImmediate?: (callback: () => void) => unknown };
    if (scheduler.setImmediate !== undefined) {
      scheduler.setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    const arrived = () => {
      port1.close();
      resolve();
    };
    (port1 as unknown as { onmessage: typeof arrived }).onmessage = arrived;
    port2.postMessage(0);
  });
}
