import { expect, test } from "vitest";
import { repositoryPage } from "../src/repository-page.ts";

test("the first heading becomes the title and leaves the text", () => {
  const { markdown } = repositoryPage("# `NTKit`: kernels\n\nText.\n", "", "fallback");
  expect(markdown).toBe('---\ntitle: "NTKit: kernels"\neditUrl: false\n---\n\nText.\n');
});

test("a link to a package's README becomes one to its page, also from another package", () => {
  expect(link("packages/linalg/README.md", "")).toBe("/packages/linalg/");
  expect(link("../linalg/README.md#limits", "packages/kernels")).toBe("/packages/linalg/#limits");
  expect(link("packages/linalg", "")).toBe("/packages/linalg/");
  expect(link("apps/cli/README.md", "")).toBe("/packages/cli/");
});

test("any other relative link goes to the file in the repository", () => {
  const file = "https://github.com/ntkit/ntkit/blob/main/CONTRIBUTING.md";
  expect(link("./CONTRIBUTING.md", "")).toBe(file);
  expect(link("../../CONTRIBUTING.md", "packages/kernels")).toBe(file);
});

test("links that are complete, or stay on the page, are left as they are", () => {
  for (const to of ["https://arxiv.org/abs/1806.07572", "#limits", "/conventions/"]) {
    expect(link(to, "")).toBe(to);
  }
});

test("images are listed and served by the site, in Markdown, in HTML and inside a link", () => {
  const readme = [
    "![a](docs/a.svg)",
    '<img src="./docs/b.png" alt="">',
    "[![c](docs/c.svg)](LICENSE)",
  ].join("\n");
  const { markdown, images } = repositoryPage(readme, "", "t");
  expect([...images].sort()).toEqual(["docs/a.svg", "docs/b.png", "docs/c.svg"]);
  expect(markdown).toContain("![a](/repository/docs/a.svg)");
  expect(markdown).toContain('src="/repository/docs/b.png"');
  expect(markdown).toContain(
    "[![c](/repository/docs/c.svg)](https://github.com/ntkit/ntkit/blob/main/LICENSE)",
  );
});

test("code keeps its text", () => {
  const code = "```md\n# Title\n[a](b.md)\n```\n\nand `[c](d.md)`";
  expect(repositoryPage(`# T\n\n${code}\n`, "", "t").markdown).toContain(code);
});

test("a link out of the repository is refused", () => {
  expect(() => link("../secret.md", "")).toThrow(
    "repositoryPage: a link must stay in the repository, got ../secret.md",
  );
});

/** Where `[x](to)` in the README of `folder` points on the site. */
function link(to: string, folder: string): string {
  const { markdown } = repositoryPage(`# T\n\n[x](${to})\n`, folder, "t");
  return /\[x\]\((.*)\)/.exec(markdown)![1]!;
}
