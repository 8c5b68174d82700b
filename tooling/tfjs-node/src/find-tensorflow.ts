import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { BuildFailure } from "./build-failure.ts";

/** The two libraries of a TensorFlow wheel that export its C interface. */
export const libraries = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"] as const;

/**
 * Folder of an installed TensorFlow: the given one, or the one that Python would import. Python is
 * `NTKIT_PEER_PYTHON`, or `python3`.
 *
 * @throws {@link BuildFailure} when there is none, or it lacks the libraries or headers
 */
export function findTensorflow(given: string | undefined): string {
  const folder = given ?? askPython(process.env.NTKIT_PEER_PYTHON ?? "python3");
  const needed = [...libraries, join("include", "tensorflow", "c", "eager", "c_api.h")];
  const missing = needed.filter((file) => !existsSync(join(folder, file)));
  if (missing.length === 0) return folder;
  throw new BuildFailure(
    `${folder} must be the folder \`tensorflow\` of an installed wheel for Linux, but it lacks ${missing.join(", ")}`,
  );
}

const locate =
  "import importlib.util as u; s = u.find_spec('tensorflow'); print(s.submodule_search_locations[0] if s else '')";

function askPython(python: string): string {
  let answer: string;
  try {
    answer = execFileSync(python, ["-c", locate], { encoding: "utf8" }).trim();
  } catch (cause) {
    throw new BuildFailure(`${python} does not run; name a folder with --tensorflow`, { cause });
  }
  if (answer !== "") return answer;
  throw new BuildFailure(
    `${python} has no tensorflow; pip install tensorflow-cpu (or tensorflow[and-cuda]), or name a folder with --tensorflow`,
  );
}
