import { expect, test } from "vitest";

import { DataError } from "../src/data-error.ts";
import { parseTable } from "../src/table/parse-table.ts";

test("the message begins with the place, as far as it is known", () => {
  const message = (place: ConstructorParameters<typeof DataError>[1]): string =>
    new DataError("x must be y", place).message;
  expect(message({ file: "t.csv", line: 3 })).toBe("t.csv:3: x must be y");
  expect(message({ file: "t.csv", column: "a" })).toBe("t.csv: x must be y");
  expect(message({ line: 3 })).toBe("line 3: x must be y");
  expect(message(undefined)).toBe("x must be y");
});

test("programs read the place, the code and the cause", () => {
  const cause = new Error("low level");
  const error = new DataError("m", { file: "t", line: 1, column: "c", offset: 9, cause });
  expect(error).toMatchObject({
    name: "DataError",
    code: "data",
    file: "t",
    line: 1,
    column: "c",
    offset: 9,
    cause,
  });
  expect(new DataError("m")).not.toHaveProperty("cause");
});

test("a message stays short and printable whatever the data hold", () => {
  const name = `\u001b[31m${"x".repeat(100_000)}`;
  expect(() => parseTable(`${name},b\n1,2\ninf,2`, { file: "t.csv" })).toThrow(
    `t.csv:3: column "\\u001b[31m${"x".repeat(49)}…" must be a finite number, got "inf"`,
  );
});
