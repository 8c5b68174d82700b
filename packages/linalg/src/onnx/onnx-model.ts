// The bytes of a model with one operation, in the protocol buffers of ONNX (onnx.proto3). The numbers
// below are those of the fields there.

/** ONNX's numbers for 64-bit floating-point numbers, an attribute that is an integer, and versions. */
const DOUBLE = 11;
const INTEGER = 2;
const FORMAT_VERSION = 8;
const OPERATORS_VERSION = 13;

type Field = readonly [number: number, value: number | string | readonly Field[]];

/** C = A B, or C = A Bᵀ, of 64-bit matrices a and b of any size to c. */
export function productModel(transposed: boolean): Uint8Array {
  const flag: Field = [5, [[1, "transB"], [3, 1], [20, INTEGER]]]; // prettier-ignore
  const operation: Field[] = [
    [1, "a"],
    [1, "b"],
    [2, "c"],
    [4, transposed ? "Gemm" : "MatMul"],
    ...(transposed ? [flag] : []),
  ];
  const [inner, outer] = transposed ? (["n", "k"] as const) : (["k", "n"] as const);
  const graph: Field[] = [
    [1, operation],
    [2, "product"],
    [11, matrix("a", "m", "k")],
    [11, matrix("b", inner, outer)],
    [12, matrix("c", "m", "n")],
  ];
  return Uint8Array.from(
    encoded([
      [1, FORMAT_VERSION],
      [7, graph],
      [8, [[2, OPERATORS_VERSION]]],
    ]),
  );
}

/** A matrix of this name, with names for its sizes. */
function matrix(name: string, rows: string, cols: string): Field[] {
  const size = (symbol: string): Field => [1, [[2, symbol]]];
  const shape: Field = [2, [size(rows), size(cols)]];
  return [
    [1, name],
    [2, [[1, [[1, DOUBLE], shape]]]],
  ];
}

/** Each field after its number and kind: an integer, or a length and what is so long. */
function encoded(fields: readonly Field[]): number[] {
  return fields.flatMap(([number, value]) => {
    if (typeof value === "number") return [...varint(number << 3), ...varint(value)];
    const bytes = typeof value === "string" ? [...new TextEncoder().encode(value)] : encoded(value);
    return [...varint((number << 3) | 2), ...varint(bytes.length), ...bytes];
  });
}

/** Seven bits to a byte, the lowest first. */
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)];
}
