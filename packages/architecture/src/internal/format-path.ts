/** Returns a path as a reader would type it, `layers[0].weightStd`, below `root` where one is given. */
export function formatPath(path: readonly (string | number)[], root = ""): string {
  if (path.length === 0) return root === "" ? "network" : root;
  let text = root;
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else text += text === "" ? part : `.${part}`;
  }
  return text.length > 400 ? `${text.slice(0, 200)}…${text.slice(-200)}` : text;
}
