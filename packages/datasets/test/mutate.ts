import fc from "fast-check";

/** One change of a byte string. Places are fractions of its length, so that they shrink with it. */
type Mutation =
  | { readonly kind: "truncate"; readonly at: number }
  | { readonly kind: "set"; readonly at: number; readonly byte: number }
  | { readonly kind: "insert"; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: "delete"; readonly at: number; readonly length: number }
  | {
      readonly kind: "repeat";
      readonly at: number;
      readonly length: number;
      readonly times: number;
    }
  | { readonly kind: "number"; readonly at: number; readonly digits: string };

// fc.double would put most places at the very beginning: its values crowd around 0.
const at = fc.noBias(fc.nat(99_999)).map((place) => place / 100_000);
const length = fc.integer({ min: 1, max: 40 });
const digits = fc.oneof(
  fc.bigInt({ min: -1n, max: 2n ** 65n }).map(String),
  fc.constantFrom("0", "1e999", "1e-5", "inf", "nan", "00", "4294967296", "18446744073709551616"),
);

/** Bytes that mean something to one of the readers. */
const tokens = fc.constantFrom(
  ...[
    '"',
    '""',
    ",",
    ";",
    "\t",
    "\n",
    "\r\n",
    "\0",
    "\uFEFF",
    "é",
    "NA",
    "__proto__",
    "inf",
    "PK\x01\x02",
  ],
  ...[
    "PK\x05\x06",
    "PK\x03\x04",
    "'descr': '|O'",
    "True",
    "(",
    ")",
    "}",
    "<f8",
    ">i4",
    "../",
    "\x93NUMPY",
  ],
);

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant("truncate" as const), at }),
  // Most changes break the length of a file; a changed byte need not.
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("set" as const), at, byte: fc.nat(255) }),
  },
  fc.record({
    kind: fc.constant("insert" as const),
    at,
    bytes: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 8 }),
      tokens.map((token) => new TextEncoder().encode(token)),
    ),
  }),
  fc.record({ kind: fc.constant("delete" as const), at, length }),
  fc.record({
    kind: fc.constant("repeat" as const),
    at,
    length,
    times: fc.integer({ min: 1, max: 20 }),
  }),
  fc.record({ kind: fc.constant("number" as const), at, digits }),
);

/** Seeds with one to four mutations each. */
export function mutated(seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 4 }))
    .map(([seed, mutations]) => mutations.reduce(apply, seed));
}

function apply(bytes: Uint8Array, mutation: Mutation): Uint8Array {
  const place = Math.floor(mutation.at * bytes.length);
  switch (mutation.kind) {
    case "truncate":
      return bytes.slice(0, place);
    case "set":
      return bytes.map((byte, i) => (i === place ? mutation.byte : byte));
    case "insert":
      return splice(bytes, place, place, mutation.bytes);
    case "delete":
      return splice(bytes, place, place + mutation.length, new Uint8Array());
    case "repeat": {
      const chunk = bytes.slice(place, place + mutation.length);
      const copies = Array.from({ length: mutation.times }, () => [...chunk]).flat();
      return splice(bytes, place, place, Uint8Array.from(copies));
    }
    case "number": {
      const [start, end] = nextNumber(bytes, place);
      return splice(bytes, start, end, new TextEncoder().encode(mutation.digits));
    }
  }
}

/** Where the first run of ASCII digits at or after `place` lies. */
function nextNumber(bytes: Uint8Array, place: number): [number, number] {
  const isDigit = (byte: number | undefined): boolean =>
    byte !== undefined && byte >= 48 && byte <= 57;
  let start = place;
  while (start < bytes.length && !isDigit(bytes[start])) start++;
  let end = start;
  while (isDigit(bytes[end])) end++;
  return [start, end];
}

function splice(bytes: Uint8Array, start: number, end: number, put: Uint8Array): Uint8Array {
  return Uint8Array.from([...bytes.subarray(0, start), ...put, ...bytes.subarray(end)]);
}
