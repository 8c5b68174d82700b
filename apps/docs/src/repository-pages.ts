import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import { repositoryPage } from "./repository-page.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const site = fileURLToPath(new URL("../", import.meta.url));

/** Astro integration: the READMEs of the root and of these rooms become pages of the site. */
export function repositoryPages(rooms: readonly string[]): AstroIntegration {
  return {
    name: "repository-pages",
    hooks: {
      "astro:config:setup": () => {
        for (const folder of ["src/content/docs/packages", "public/repository"]) {
          rmSync(join(site, folder), { recursive: true, force: true });
        }
        writePage("", "index.md", "NTKit");
        for (const room of rooms) writePage(room, `packages/${basename(room)}.md`, basename(room));
      },
    },
  };
}

/** Writes the page for the README in `folder`, and the images it shows. */
function writePage(folder: string, page: string, title: string): void {
  const readme = readFileSync(join(root, folder, "README.md"), "utf8");
  const { markdown, images } = repositoryPage(readme, folder, title);
  const file = join(site, "src/content/docs", page);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, markdown);
  for (const image of images) cpSync(join(root, image), join(site, "public/repository", image));
}
