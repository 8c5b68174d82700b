import * as surface from "@ntkit/autodiff-jacobians/tfjs";
import { expect, test } from "vitest";

test("public surface: what @ntkit/autodiff-jacobians/tfjs exports", () => {
  expect(Object.keys(surface).sort()).toMatchInlineSnapshot(`
    [
      "BackendError",
      "ModelError",
      "backendNames",
      "layersModel",
      "loadBackend",
      "networkModel",
      "probedModel",
      "readLayersModel",
    ]
  `);
});
