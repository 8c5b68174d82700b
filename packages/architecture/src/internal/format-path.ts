/** Returns a path as a reader would type it, `layers[0].weightStd`, below `root` where one is given. */
export function formatPath(path: readonly (string | number)[], root = ""): string {
  if (path.length === 0) return root === "" ? "network" : root;
  let text = root;
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else text += spellKey(part, text === "");
  }
  return text.length > 400 ? `${text.slice(0, 200)}…${text.slice(-200)}` : text;
}

function spellKey(key: string, first: boolean): string {
  if (/^[\w$-]{1,60}$/.test(key)) return first ? key : `.${key}`;
  return `[${JSON.stringify(key.length > 60 ? `${key.slice(0, 60)}…` : key)}]`;
}
