import type { Control } from "./control.ts";

/** What a pool tells a worker: first how to start, then jobs. */
export type ToWorker =
  | { readonly kind: "start"; readonly setup: unknown }
  | { readonly kind: "job"; readonly job: unknown; readonly control: Control };

/** The index of a task, and what it returned. */
export type TaskResult = readonly [task: number, value: unknown];

/** What a worker answers to each. */
export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "left"; readonly results: readonly TaskResult[] }
  | { readonly kind: "broken"; readonly message: string };
