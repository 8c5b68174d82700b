/** Where a file of the repository is read when the site has no page for it. */
const repository = "https://github.com/ntkit/ntkit/blob/main";

/** A README as a page of the site. */
export interface RepositoryPage {
  /** Markdown with front matter, links and images pointing where the site has them. */
  readonly markdown: string;
  /** Images that the page shows, as paths from the repository's root. */
  readonly images: readonly string[];
}

/**
 * Turns a README into a page of the site, so that both have one source.
 *
 * The first heading becomes the page's title. A relative link to a room's README becomes a
 * link to that room's page, any other relative link one to the file in the repository; a
 * relative image is served by the site below `/repository/`.
 *
 * @param readme - the README's Markdown
 * @param folder - the README's folder, from the repository's root ("" is the root itself)
 * @param title - the title where the README has no first-level heading
 * @throws {RangeError} when a relative link leaves the repository
 */
export function repositoryPage(readme: string, folder: string, title: string): RepositoryPage {
  const images: string[] = [];
  const heading = /^# +(.+)\n/m.exec(readme);
  const to = (path: string): string => linkTarget(path, folder);
  const show = (path: string): string => imageTarget(path, folder, images);
  const body = outsideCode(readme.replace(heading?.[0] ?? "", ""), (text) =>
    text
      .replace(/(!\[[^\]]*\]\()([^)\s]+)/g, (_, open: string, path: string) => open + show(path))
      .replace(/(\]\()([^)\s]+)/g, (_, open: string, path: string) => open + to(path))
      .replace(/\b(src|srcset)="([^"]+)"/g, (_, name: string, path: string) => {
        return `${name}="${show(path)}"`;
      })
      .replace(/\bhref="([^"]+)"/g, (_, path: string) => `href="${to(path)}"`),
  );
  const name = JSON.stringify((heading?.[1] ?? title).replaceAll("`", ""));
  return { markdown: `---\ntitle: ${name}\neditUrl: false\n---\n\n${body.trim()}\n`, images };
}

/** Applies `change` to the Markdown outside fenced blocks and code spans. */
function outsideCode(markdown: string, change: (text: string) => string): string {
  return markdown
    .split(/(^```[\s\S]*?^```|`[^`\n]+`)/m)
    .map((part, i) => (i % 2 === 0 ? change(part) : part))
    .join("");
}

/** Where a link of a README in `folder` points on the site. */
function linkTarget(to: string, folder: string): string {
  if (isComplete(to)) return to;
  const [file = "", fragment] = to.split("#");
  const path = resolve(folder, file);
  const room = /^(?:packages|apps)\/([a-z-]+)(\/README\.md)?$/.exec(path)?.[1];
  const page = room === undefined ? `${repository}/${path}` : `/packages/${room}/`;
  return fragment === undefined ? page : `${page}#${fragment}`;
}

/** Where the site serves an image of a README in `folder`; its path joins `images`. */
function imageTarget(to: string, folder: string, images: string[]): string {
  if (isComplete(to)) return to;
  const path = resolve(folder, to);
  images.push(path);
  return `/repository/${path}`;
}

/** With a scheme, on the same page, or from the site's root. */
function isComplete(to: string): boolean {
  return /^([a-z]+:|#|\/)/i.test(to);
}

/** `../linalg/README.md` seen from `packages/kernels` is `packages/linalg/README.md`. */
function resolve(folder: string, file: string): string {
  const parts = folder === "" ? [] : folder.split("/");
  for (const part of file.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) {
        throw new RangeError(`repositoryPage: a link must stay in the repository, got ${file}`);
      }
    } else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}
