import type { InputsRecord, KernelRecord } from "./kernel-record.ts";

/**
 * The record in a JSON text, as `JSON.stringify` of a {@link kernelRecord} writes it. O(length).
 *
 * @throws {RangeError} when the text is no such JSON, or of another version
 */
export function parseKernelRecord(text: string): KernelRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new RangeError(`parseKernelRecord: text must be JSON, got ${quoted(text)}`, { cause });
  }
  const { format, version, networkHash, x1, x2, options } = { ...(value as Partial<KernelRecord>) };
  const must = (holds: boolean, what: string, got: unknown): void => {
    if (!holds) throw new RangeError(`parseKernelRecord: ${what}, got ${quoted(got)}`);
  };
  must(format === "ntkit-kernel", 'format must be "ntkit-kernel"', format);
  must(version === 1, "version must be 1", version);
  must(isHash(networkHash), "networkHash must be a SHA-256", networkHash);
  must(isInputs(x1), "x1 must have a shape and a SHA-256", x1);
  must(x2 === null || isInputs(x2), "x2 must be null or have a shape and a SHA-256", x2);
  must(
    typeof options === "object" && (options as unknown) !== null,
    "options must be an object",
    options,
  );
  return value as KernelRecord;
}

function isInputs(value: unknown): value is InputsRecord {
  const { shape, sha256 } = { ...(value as Partial<InputsRecord> | null) };
  return Array.isArray(shape) && shape.every(Number.isSafeInteger) && isHash(sha256);
}

function isHash(value: unknown): boolean {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}

function quoted(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? "none" : text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
