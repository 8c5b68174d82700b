import type { Row } from "./row.ts";
import type { Column } from "./suite.ts";

/** Seconds with three digits: "1.23 s", "45.6 ms". */
function formatSeconds(seconds: number): string {
  if (seconds < 1e-3) return `${(seconds * 1e6).toPrecision(3)} µs`;
  if (seconds < 1) return `${(seconds * 1e3).toPrecision(3)} ms`;
  return `${seconds < 1000 ? seconds.toPrecision(3) : seconds.toFixed(0)} s`;
}

/** A number with some decimals, or a dash. */
function formatNumber(value: number | null | undefined, decimals: number): string {
  return value === null || value === undefined ? "-" : value.toFixed(decimals);
}

const workload: Column = { title: "workload", width: 40, cell: (row) => row.workload };
const note: Column = { title: "", width: 0, cell: (row) => row.note ?? "" };

/** Columns for rows that are about time. */
export const timingColumns: readonly Column[] = [
  workload,
  { title: "ours", width: 9, cell: ({ ours }) => formatSeconds(ours.seconds) },
  { title: "peer", width: 9, cell: ({ peer }) => (peer ? formatSeconds(peer.seconds) : "-") },
  { title: "ratio", width: 7, cell: ({ ratio }) => formatNumber(ratio, 2) },
  { title: "goal", width: 5, cell: ({ goal }) => (goal === null ? "-" : `${goal}`) },
  { title: "differ", width: 8, cell: ({ difference }) => difference?.toExponential(1) ?? "-" },
  { title: "limit", width: 9, cell: ({ limit }) => (limit ? formatSeconds(limit) : "-") },
  { title: "memory", width: 11, cell: memoryCell },
  { title: "ours is", width: 40, cell: ({ ours }) => ours.name },
  { title: "peer is", width: 50, cell: ({ peer }) => peer?.name ?? "-" },
  note,
];

function memoryCell({ memory }: Row): string {
  return memory ? `${formatNumber(memory.ours, 1)} / ${formatNumber(memory.peer, 1)}` : "-";
}

/** Columns for rows that are about time and error. */
export const errorColumns: readonly Column[] = [
  { title: "workload", width: 44, cell: (row) => row.workload },
  { title: "ours", width: 9, cell: ({ ours }) => formatSeconds(ours.seconds) },
  { title: "peer", width: 9, cell: ({ peer }) => (peer ? formatSeconds(peer.seconds) : "-") },
  { title: "mse", width: 9, cell: ({ squaredError }) => squaredError?.ours.toPrecision(4) ?? "-" },
  { title: "its", width: 9, cell: ({ squaredError }) => squaredError?.peer?.toPrecision(4) ?? "-" },
  { title: "ours is", width: 50, cell: ({ ours }) => ours.name },
  { title: "peer is", width: 60, cell: ({ peer }) => peer?.name ?? "-" },
  note,
];

/** Columns for rows that are about rates of convergence. */
export const slopeColumns: readonly Column[] = [
  { title: "error", width: 72, cell: (row) => row.workload },
  { title: "slope", width: 7, cell: ({ slope }) => formatNumber(slope?.value, 3) },
  { title: "+-", width: 6, cell: ({ slope }) => formatNumber(slope?.standardError, 3) },
  { title: "time", width: 9, cell: ({ ours }) => formatSeconds(ours.seconds) },
  { title: "of", width: 40, cell: ({ ours }) => ours.name },
];

/** Columns for rows that are about accuracy; `published` names the neighbours to show. */
export function accuracyColumns(published: readonly string[]): readonly Column[] {
  return [
    workload,
    { title: "accuracy", width: 9, cell: ({ accuracy }) => formatNumber(accuracy?.ours, 2) },
    ...published.map((name) => ({
      title: name,
      width: Math.max(name.length, 6),
      cell: ({ accuracy }: Row) => formatNumber(accuracy?.published[name], 2),
    })),
    { title: "peer", width: 6, cell: ({ accuracy }) => formatNumber(accuracy?.peer?.accuracy, 2) },
    { title: "chosen", width: 24, cell: ({ accuracy }) => accuracy?.chosen ?? "-" },
    { title: "time", width: 9, cell: ({ ours }) => formatSeconds(ours.seconds) },
    note,
  ];
}
