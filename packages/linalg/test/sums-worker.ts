// By its name, as another package would.
import { serveTasks } from "@ntkit/linalg/tasks";
import { asyncSumsProgram, type SumsJob } from "./sums-program.ts";

serveTasks<SumsJob, { readonly offset: number }>(({ offset }) => {
  if (Number.isNaN(offset)) throw new Error("no offset");
  return asyncSumsProgram(offset);
});
