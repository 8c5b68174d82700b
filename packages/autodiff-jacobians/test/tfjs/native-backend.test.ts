import { describe, expect, test } from "vitest";
import { loadBackend } from "../../src/tfjs.ts";
import { nativeFolder } from "./native-folder.ts";

const folder = nativeFolder();

describe.skipIf(folder === undefined)(
  "tfjs-node, in the folder that NTKIT_TFJS_NODE names (tooling/tfjs-node builds one)",
  () => {
    test("passes every check, and says which TensorFlow computes", async () => {
      const { evidence, conformance, tf } = await loadBackend({
        prefer: ["tfjs-node"],
        resolveFrom: folder,
      });
      expect(tf.getBackend()).toBe("tensorflow");
      expect(evidence.tensorflow).toMatch(/^\d+\.\d+\.\d+/);
      expect(evidence.gpu).toBeTypeOf("boolean");
      expect(conformance.failed).toEqual([]);
      expect(conformance.worst).toBeLessThan(5e-6);
    });
  },
);
