import { expect, test } from "vitest";
import { compileKernels } from "../src/wasm/kernels.ts";
import { panelStore } from "../src/wasm/panel-store.ts";
import { createWorkspace, extraRoom } from "../src/wasm/workspace.ts";

const module = await compileKernels({ fma: false, wide: false });
const workspace = await createWorkspace(module, { side: 64, depth: 64, room: 0 }, false);

/** Asks for parts in turn; returns those that had to be filled. */
function filled(store: ReturnType<typeof panelStore>, names: readonly number[]): number[] {
  const missing: number[] = [];
  for (const name of names) {
    const at = store.get(name, workspace, (to) => {
      missing.push(name);
      workspace.heap[to / 8] = name;
    });
    expect(workspace.heap[at / 8]).toBe(name);
  }
  return missing;
}

test("a part that is there is not filled again", () => {
  expect(filled(panelStore(3, 100), [7, 8, 9, 8, 7, 9])).toEqual([7, 8, 9]);
});

test("what was not asked for the longest makes room", () => {
  expect(filled(panelStore(3, 100), [1, 2, 3, 1, 4, 1, 2, 3])).toEqual([1, 2, 3, 4, 2, 3]);
});

test("two parts are there at once even when there is room for two only", () => {
  const store = panelStore(2, 10);
  filled(store, [1, 2]);
  const left = store.get(1, workspace, () => undefined);
  const right = store.get(3, workspace, (to) => (workspace.heap[to / 8] = 3));
  expect(right).not.toBe(left);
  expect(workspace.heap[left / 8]).toBe(1);
});

test("parts are filled again when others have used the memory", () => {
  const [mine, other] = [panelStore(3, 50), panelStore(3, 50)];
  expect(filled(mine, [1, 2])).toEqual([1, 2]);
  expect(filled(other, [5])).toEqual([5]);
  expect(filled(mine, [1, 2, 1])).toEqual([1, 2]);
  extraRoom(workspace, 10);
  expect(filled(mine, [2])).toEqual([2]);
});
