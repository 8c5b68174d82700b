import { formatNumber } from "../screen/format.ts";

/** A number of bytes for people, `1.5 GB`. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  const unit = Math.min(Math.max(Math.floor(Math.log10(bytes) / 3), 0), units.length - 1);
  return `${formatNumber(bytes / 1000 ** unit)} ${units[unit]!}`;
}
