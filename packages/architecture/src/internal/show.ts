const longest = 60;

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
