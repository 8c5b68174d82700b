import { readFileSync } from "node:fs";
import { basename, isAbsolute } from "node:path";

/**
 * Where the files of a loaded library are: the dynamic linker resolves bare names, and Linux lists what
 * a process has mapped. A name stays as it is where nothing is known.
 *
 * @param maps - the list, as in `/proc/self/maps`
 */
export function libraryPaths(names: readonly string[], maps: string = mappedFiles()): string[] {
  const paths = [...new Set(maps.match(/(?<=\s)\/\S.*$/gm) ?? [])];
  return names.map((name) => {
    if (isAbsolute(name)) return name;
    // `libopenblas.so.0` is a link to `libopenblasp-r0.3.21.so`.
    const stem = name.replace(/\..*$/, "");
    return paths.find((path) => basename(path).startsWith(stem)) ?? name;
  });
}

function mappedFiles(): string {
  try {
    return readFileSync("/proc/self/maps", "utf8");
  } catch {
    return "";
  }
}
