/** The first version of Node that everything here runs on, as in `engines` of package.json. */
const needed = [22, 12] as const;

/** What to tell the user of a Node that is too old; undefined for one that is not. */
export function oldNode(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > needed[0] || (major === needed[0] && minor >= needed[1])) return undefined;
  return `ntkit: Node must be ${needed.join(".")} or later, got ${version}`;
}
