import { extraRoom } from "./workspace.ts";
import type { Workspace } from "./workspace.ts";

/**
 * Parts of factors in panels, kept in a thread's memory for its next tasks: what was not used for the
 * longest time makes room for what is needed.
 */
export interface PanelStore {
  /**
   * Address of the part of this name, which `fill` writes when it is not there. It stays until two
   * other parts were asked for.
   */
  get(name: number, workspace: Workspace, fill: (to: number) => void): number;
}

/** A store of up to `count` parts of `numbers` numbers each. */
export function panelStore(count: number, numbers: number): PanelStore {
  const places = new Map<number, number>();
  const store: PanelStore = {
    get(name, workspace, fill) {
      // Jobs that take turns on one thread have one memory between them.
      if (workspace.tenant !== store) places.clear();
      const room = extraRoom(workspace, count * numbers, store);
      const kept = places.get(name);
      const place = kept ?? freePlace(places, count);
      places.delete(name);
      places.set(name, place);
      const to = room + 8 * place * numbers;
      if (kept === undefined) fill(to);
      return to;
    },
  };
  return store;
}

/** A place without a part; that of the part which was asked for first, if need be. */
function freePlace(places: Map<number, number>, count: number): number {
  if (places.size < count) return places.size;
  const [oldest, place] = places.entries().next().value!;
  places.delete(oldest);
  return place;
}
