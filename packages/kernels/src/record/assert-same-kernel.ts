import { NetworkError } from "@ntkit/architecture";
import { ShapeError } from "@ntkit/linalg";
import type { InputsRecord, KernelRecord, KernelRecordOptions } from "./kernel-record.ts";

/**
 * Passes when a saved kernel is the expected one: of the same network, inputs and options.
 *
 * @throws {NetworkError} when it is of another network, with both hashes
 * @throws {ShapeError} when it is of inputs of another shape
 * @throws {RangeError} when it is of other inputs of that shape, or of other options
 */
export function assertSameKernel(found: KernelRecord, expected: KernelRecord): void {
  assertSameNetwork(found, expected);
  assertSameOptions(found.options, expected.options);
  assertSameInputs("x1", found.x1, expected.x1);
  assertSameInputs("x2", found.x2, expected.x2);
}

function assertSameNetwork(found: KernelRecord, expected: KernelRecord): void {
  if (found.networkHash === expected.networkHash) return;
  throw new NetworkError(
    `must be that of the saved kernel, with the hash ${found.networkHash}, got ${expected.networkHash}`,
    { caller: "network" },
  );
}

function assertSameOptions(found: KernelRecordOptions, expected: KernelRecordOptions): void {
  for (const name of ["precision", "maskConstant", "mask", "pattern"] as const) {
    const [ours, theirs] = [spell(found[name]), spell(expected[name])];
    if (ours === theirs) continue;
    throw new RangeError(`assertSameKernel: ${name} must be ${ours} as of the saved kernel, got ${theirs}`); // prettier-ignore
  }
}

function spell(value: KernelRecordOptions[keyof KernelRecordOptions]): string {
  if (value === undefined) return "none";
  if (typeof value !== "object") return String(value);
  return `x1 ${value.x1 ?? "none"}, x2 ${value.x2 ?? "none"}`;
}

function assertSameInputs(
  name: "x1" | "x2",
  found: InputsRecord | null,
  expected: InputsRecord | null,
): void {
  const shape = (inputs: InputsRecord | null): string =>
    inputs === null ? "none" : `[${inputs.shape.join(", ")}]`;
  if (shape(found) !== shape(expected)) {
    throw new ShapeError(
      `assertSameKernel: ${name} must be ${shape(found)} as of the saved kernel, got ${shape(expected)}`,
    );
  }
  if (found?.sha256 === expected?.sha256) return;
  throw new RangeError(
    `assertSameKernel: ${name} must have the SHA-256 ${found?.sha256} of the saved kernel's, got ${expected?.sha256}`,
  );
}
