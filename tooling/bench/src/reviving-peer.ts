import type { AbsentPeer, PythonPeer } from "./python-peer.ts";

/**
 * A peer that starts anew, with all arrays that were loaded, when a request ended it because of its
 * limit: the request fails, those after it do not.
 */
export async function revivingPeer(
  start: () => Promise<PythonPeer | AbsentPeer>,
): Promise<PythonPeer | AbsentPeer> {
  const first = await start();
  if ("missing" in first) return first;
  let peer: PythonPeer = first;
  const loaded = new Map<unknown, Readonly<Record<string, unknown>>>();
  return {
    name: first.name,
    threads: first.threads,
    async request(message, seconds) {
      if (message.op === "load") loaded.set(message.name, message);
      try {
        return await peer.request(message, seconds);
      } catch (error) {
        if ((error as Error).name !== "PeerTimeout") throw error;
        const next = await start();
        if ("missing" in next) throw error;
        peer = next;
        for (const load of loaded.values()) await peer.request(load);
        throw error;
      }
    },
    close: () => {
      peer.close();
    },
  };
}
