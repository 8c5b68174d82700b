import { totalmem } from "node:os";
import { formatBytes } from "../kernel/format-bytes.ts";
import { UsageError } from "../errors/usage-error.ts";

/**
 * Refuses a search whose kernel matrices, one of all rows for each network, no memory of this machine can hold.
 *
 * @throws UsageError that names the way out
 */
export function refuseTooManyRows(
  rows: number,
  networks: number,
  memory: number = totalmem(),
): void {
  const needed = 8 * rows ** 2 * networks;
  if (needed <= memory) return;
  throw new UsageError(
    `fit: kernels of ${rows} rows with ${networks} networks must fit into ${formatBytes(memory)} of memory, got ` +
      `${formatBytes(needed)}; --landmarks 2000 learns from all rows without them, --depths tries fewer networks`,
  );
}
