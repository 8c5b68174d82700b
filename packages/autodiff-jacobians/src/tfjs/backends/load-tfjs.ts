import type { Tfjs } from "../tfjs.ts";
import type { Request } from "./candidate.ts";
import { loadPeer } from "./load-peer.ts";

/** The namespace that everything of this attempt uses, in production mode: it prints nothing. */
export async function loadTfjs({ tf, from }: Pick<Request, "tf" | "from">): Promise<Tfjs> {
  const loaded = tf ?? (await loadPeer<Tfjs>("@tensorflow/tfjs", from));
  loaded.enableProdMode();
  return loaded;
}
