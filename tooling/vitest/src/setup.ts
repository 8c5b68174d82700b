import { afterEach, beforeEach, expect, vi } from "vitest";
import { toBeAllclose } from "./to-be-allclose.ts";

expect.extend({ toBeAllclose });

/** A package prints nothing: a test during which something reached the console fails. */
const methods = ["log", "info", "warn", "error", "debug"] as const;

beforeEach(() => {
  for (const method of methods) vi.spyOn(console, method);
});

afterEach(() => {
  for (const method of methods) {
    const calls = vi.mocked(console[method]).mock.calls;
    vi.mocked(console[method]).mockRestore();
    expect(calls, `console.${method} was called during the test`).toEqual([]);
  }
});
