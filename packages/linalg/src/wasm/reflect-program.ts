import type { Reflection } from "../eigen/apply-reflectors.ts";
import { paddedSize, PANEL } from "../eigen/reduction.ts";
import type { Program } from "./program.ts";
import { extraRoom, load, store } from "./workspace.ts";
import type { Workspace } from "./workspace.ts";

/** Eigenvectors of a matrix from those of its tridiagonal form, as columns of `result` [n, n]. */
export interface ReflectJob extends Reflection {
  readonly kind: "reflect";
  readonly result: Float64Array;
}

/** Vectors of a task, and those that lie side by side. */
const ROWS = 128;
const SIDE = 8;
/** Terms of a sum that stay in the innermost cache. */
const DEPTH = 256;

/** Addresses of what a task works on. */
interface Regions {
  /** Eight vectors side by side, then the next eight. */
  readonly x: number;
  /** Bytes of eight vectors. */
  readonly step: number;
  /** Reflections by rows, and in panels by rows and by columns. */
  readonly v: number;
  readonly rows: number;
  readonly columns: number;
  /** The panel's triangle, in panels. */
  readonly triangle: number;
  /** Eight vectors in the coordinates of the panel. */
  readonly along: number;
  readonly weighted: number;
}

/** One task for each 128 vectors. */
export function reflectProgram(job: ReflectJob): Program {
  const n = job.x.rows;
  return {
    count: Math.ceil(n / ROWS),
    run: (task, workspace) => {
      const first = task * ROWS;
      const end = Math.min(n, first + ROWS);
      const regions = regionsOf(n, workspace);
      loadVectors(job, first, end, workspace, regions);
      const last = n - 1 - ((n - 1) % PANEL);
      for (let start = last; start >= 0; start -= PANEL) {
        packPanel(job, start, workspace, regions);
        for (let i = first; i < end; i += SIDE) {
          reflectSide(
            n,
            start,
            regions.x + ((i - first) / SIDE) * regions.step,
            workspace,
            regions,
          );
        }
      }
      for (let i = first; i < end; i += SIDE) {
        const from = regions.x + ((i - first) / SIDE) * regions.step;
        const to = { data: job.result, offset: i, stride: n };
        store(workspace, to, n, Math.min(SIDE, end - i), from, SIDE);
      }
    },
  };
}

function regionsOf(n: number, workspace: Workspace): Regions {
  const padded = paddedSize(n);
  const sizes = {
    x: ROWS * padded,
    v: PANEL * padded,
    rows: PANEL * padded,
    columns: PANEL * padded,
    triangle: PANEL * PANEL,
    along: PANEL * SIDE,
    weighted: PANEL * SIDE,
  };
  const total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  const x = extraRoom(workspace, total);
  const v = x + 8 * sizes.x;
  const rows = v + 8 * sizes.v;
  const columns = rows + 8 * sizes.rows;
  const triangle = columns + 8 * sizes.columns;
  const along = triangle + 8 * sizes.triangle;
  const weighted = along + 8 * sizes.along;
  return { x, step: 8 * SIDE * padded, v, rows, columns, triangle, along, weighted };
}

/** Vectors `first` to `end`, in the order of the result. */
function loadVectors(
  { x: source, order }: ReflectJob,
  first: number,
  end: number,
  workspace: Workspace,
  { x, step, v }: Regions,
): void {
  const n = source.rows;
  for (let i = first; i < end; i += SIDE) {
    const count = Math.min(SIDE, end - i);
    for (let r = 0; r < count; r++) {
      const row = { data: source.data, offset: order[i + r]! * n, stride: n };
      load(workspace, row, 1, n, v + 8 * r * n, n);
    }
    const to = x + ((i - first) / SIDE) * step;
    workspace.kernels.transpose(v, n, count, n, to, SIDE);
  }
}

/** The panel that begins with reflection `start`, in the forms that its products want. */
function packPanel(
  { reflectors, triangles }: ReflectJob,
  start: number,
  workspace: Workspace,
  { v, rows, columns, triangle }: Regions,
): void {
  const { kernels } = workspace;
  const n = reflectors.rows;
  const size = Math.min(PANEL, n - start);
  const length = n - start;
  const ts = { data: triangles, offset: start * PANEL, stride: PANEL };
  load(workspace, ts, size, size, v, size);
  kernels.packRows(v, size, size, size, triangle, 1);
  const vs = { data: reflectors.data, offset: start * n + start, stride: n };
  load(workspace, vs, size, length, v, length);
  for (let p = 0; p < length; p += DEPTH) {
    const depth = Math.min(DEPTH, length - p);
    kernels.packRows(v + 8 * p, length, size, depth, rows + 8 * PANEL * p, 1);
  }
  kernels.packColumns(v, length, length, size, columns, -1);
}

/** x - ((x Vᵀ) Tᵀ) V for eight vectors x. */
function reflectSide(
  n: number,
  start: number,
  x: number,
  { kernels, heap }: Workspace,
  { rows, columns, triangle, along, weighted }: Regions,
): void {
  const size = Math.min(PANEL, n - start);
  const length = n - start;
  const width = 8 * SIDE;
  const rest = x + width * start;
  heap.fill(0, along / 8, along / 8 + 2 * PANEL * SIDE);
  for (let p = 0; p < length; p += DEPTH) {
    const depth = Math.min(DEPTH, length - p);
    const vs = rows + 8 * PANEL * p;
    kernels.panelProduct(vs, size, rest + width * p, SIDE, depth, along, width);
  }
  kernels.panelProduct(triangle, size, along, SIDE, size, weighted, width);
  kernels.panelProduct(columns, length, weighted, SIDE, size, rest, width);
}
