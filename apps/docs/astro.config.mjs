import { unified } from "@astrojs/markdown-remark";
import starlight from "@astrojs/starlight";
import { defineConfig } from "astro/config";
import rehypeKatex from "rehype-katex";
import remarkMath from "remark-math";
import starlightTypeDoc, { typeDocSidebarGroup } from "starlight-typedoc";
import { repositoryPages } from "./src/repository-pages.ts";
import { nameModules } from "./src/name-modules.ts";

const packages = [
  "architecture",
  "linalg",
  "datasets",
  "kernels",
  "autodiff-jacobians",
  "pseudo-ntk",
  "solvers",
  "active-learning",
];
const rooms = [...packages.map((name) => `packages/${name}`), "apps/cli"];

export default defineConfig({
  markdown: {
    processor: unified({ remarkPlugins: [remarkMath], rehypePlugins: [rehypeKatex] }),
  },
  vite: {
    resolve: { conditions: ["@ntkit/source"] },
    build: { chunkSizeWarningLimit: 1000 },
  },
  integrations: [
    repositoryPages(rooms),
    starlight({
      title: "NTKit",
      description: "Neural tangent kernels, finite and infinite, for TypeScript.",
      social: [{ icon: "github", label: "GitHub", href: "https://github.com/ntkit/ntkit" }],
      expressiveCode: { styleOverrides: { codeFontSize: "0.8rem" } },
      customCss: ["katex/dist/katex.min.css", "./src/styles/site.css"],
      plugins: [
        starlightTypeDoc({
          entryPoints: packages.map((name) => `../../packages/${name}/src/index.ts`),
          tsconfig: "./tsconfig.reference.json",
          output: "reference",
          sidebar: { label: "API reference", collapsed: true },
          typeDoc: {
            plugin: [nameModules],
            skipErrorChecking: true, // `pnpm typecheck` checks
            excludeExternals: true,
            sort: ["source-order"],
            disableSources: true,
            entryFileName: "index.md",
            parametersFormat: "table",
            propertiesFormat: "table",
          },
        }),
      ],
      sidebar: [
        { label: "NTKit", link: "/" },
        { label: "Getting started", slug: "getting-started" },
        { label: "Training and generalisation", slug: "training" },
        { label: "Tables of many rows", slug: "many-rows" },
        { label: "What to label next", slug: "labelling" },
        { label: "Images, sequences and graphs", slug: "images-sequences-graphs" },
        { label: "Conventions", slug: "conventions" },
        { label: "Live", items: [{ slug: "live/relu-angle" }] },
        {
          label: "Packages",
          items: rooms.map((room) => ({ slug: `packages/${room.split("/")[1]}` })),
        },
        typeDocSidebarGroup,
      ],
    }),
  ],
});
