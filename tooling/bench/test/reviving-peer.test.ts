import { expect, test } from "vitest";
import { PeerTimeout, type PythonPeer } from "../src/python-peer.ts";
import { revivingPeer } from "../src/reviving-peer.ts";

test("a peer that was ended starts anew with what was loaded, and the request fails", async () => {
  const heard: unknown[][] = [];
  const start = (): Promise<PythonPeer> => {
    const messages: unknown[] = [];
    heard.push(messages);
    return Promise.resolve({
      name: "peer",
      threads: 1,
      request: (message) => {
        messages.push(message.op);
        return message.op === "slow"
          ? Promise.reject(new PeerTimeout("peer: ended"))
          : Promise.resolve({ seconds: 1 });
      },
      close: () => undefined,
    });
  };
  const peer = (await revivingPeer(start)) as PythonPeer;
  await peer.request({ op: "load", name: "x" });
  await expect(peer.request({ op: "slow" }, 1)).rejects.toThrow(PeerTimeout);
  expect(await peer.request({ op: "fast" })).toEqual({ seconds: 1 });
  expect(heard).toEqual([
    ["load", "slow"],
    ["load", "fast"],
  ]);
});
