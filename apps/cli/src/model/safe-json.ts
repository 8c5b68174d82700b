/** Keys that reach an object's prototype when code copies them carelessly: no file of ours has them. */
const forbidden = new Set(["__proto__", "constructor", "prototype"]);

/**
 * A JSON text as plain data.
 *
 * @throws SyntaxError when the text is not JSON, or when any object in it has a key like `__proto__`
 */
export function parseSafeJson(text: string): unknown {
  return JSON.parse(text, (key: string, value: unknown): unknown => {
    if (forbidden.has(key)) {
      throw new SyntaxError(`keys must not be ${[...forbidden].join(", ")}, got "${key}"`);
    }
    return value;
  });
}
