const longest = 60;

/** Returns a message of a library without what would break a line, cut to a readable length. */
export function brief(message: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what has to go
  const line = message.replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029\s]+/g, " ");
  return line.length > 2 * longest ? `${line.slice(0, 2 * longest)}…` : line;
}

/** Returns a value as one short line for an error message. */
export function show(value: unknown): string {
  const text = spell(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function spell(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, longest));
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return spellObject(value);
  if (typeof value === "function") return "a function";
  return typeof value === "bigint" ? `${String(value)}n` : String(value);
}

function spellObject(value: object): string {
  const keys = Object.keys(value);
  return keys.length === 0 ? "an empty object" : `an object with ${keys.slice(0, 4).join(", ")}`;
}
