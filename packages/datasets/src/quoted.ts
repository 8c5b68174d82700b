/** A name or field for a message: in quotes, control characters escaped, at most 60 characters long. */
export function quoted(text: string): string {
  const json = JSON.stringify(text.slice(0, 60));
  return json.length <= 62 && text.length <= 60 ? json : `${json.slice(0, 60)}…"`;
}
