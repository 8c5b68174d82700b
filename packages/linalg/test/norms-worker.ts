// By their names, as another package would.
import { matrix, wasmEngine } from "@ntkit/linalg";
import { serveTasks } from "@ntkit/linalg/tasks";
export type Rows = readonly Float64Array[];
serveTasks<Rows>(async () => {
  const engine = await wasmEngine({ threads: 1 });
  return (rows) => ({
    count: rows.length,
    run: async (i, sync) => {
      const { signal, release } = sync.signal();
      try {
        const data = rows[i]!;
        const row = matrix(1, data.length, data);
        return (await engine.gram(row, undefined, { signal })).data[0];
      } finally {
        release();
      }
    },
  });
});
