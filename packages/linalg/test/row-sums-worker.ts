import { serveTasks } from "@ntkit/linalg/tasks";
import { rowSums, type RowSums } from "./row-sums.ts";

serveTasks<RowSums>(() => rowSums);
