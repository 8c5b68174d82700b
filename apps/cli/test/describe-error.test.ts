import { NetworkError } from "@ntkit/architecture";
import { DataError } from "@ntkit/datasets";
import { EngineError, NumericalError, ShapeError } from "@ntkit/linalg";
import { CommanderError } from "commander";
import { expect, test } from "vitest";
import { describeError } from "../src/errors/describe-error.ts";
import { InterruptedError } from "../src/errors/interrupted-error.ts";
import { outputError } from "../src/output/output-error.ts";
import { UsageError } from "../src/errors/usage-error.ts";

const system = (code: string): Error => Object.assign(new Error(`${code}: failed`), { code });

test.each([
  [
    "NumericalError",
    new NumericalError("cholesky: x", "not-positive-definite", { pivot: 3 }),
    1,
    "not-positive-definite",
  ],
  [
    "CommanderError",
    new CommanderError(1, "commander.unknownOption", "error: unknown option '--x'"),
    2,
    "usage",
  ],
  ["UsageError", new UsageError("--out: x"), 2, "usage"],
  ["NetworkError", new NetworkError("unknown option"), 2, "network"],
  ["RangeError of ours", new RangeError("kFold: folds must be 2, got 1"), 2, "range"],
  ["DataError", new DataError("row must have 3 fields", { file: "a.csv", line: 4 }), 3, "data"],
  ["ShapeError", new ShapeError("kernel: x1 and x2 must fit"), 3, "shape"],
  ["missing engine", new EngineError("nativeEngine: x", "not-installed"), 2, "not-installed"],
  ["lost thread", new EngineError("wasmEngine: x", "worker-died"), 1, "worker-died"],
  ["full disk", outputError("/m", system("ENOSPC")), 75, "try-again"],
  ["forbidden path", outputError("/m", system("EACCES")), 2, "usage"],
  ["Ctrl-C", new InterruptedError("SIGINT"), 130, "interrupted"],
  ["RangeError of the engine", new RangeError("Invalid array length"), 1, "unexpected"],
  ["anything else", "a string", 1, "unexpected"],
])("%s", (_, thrown, exitCode, code) => {
  const found = describeError(thrown);
  expect({ exitCode: found.exitCode, code: found.error.code }).toEqual({ exitCode, code });
  expect(found.error.message).not.toMatch(/^error:/);
});

test("the detail has the place in a file, or the numbers of the failure", () => {
  const { detail } = describeError(
    new DataError("x", { file: "a.csv", line: 4, column: "b" }),
  ).error;
  expect(detail).toEqual({ file: "a.csv", line: 4, column: "b" });
  const numbers = new NumericalError("x", "singular", { row: 1, duplicate: 2 });
  expect(describeError(numbers).error.detail).toEqual({ row: 1, duplicate: 2 });
});
