import {
  arora,
  aroraUci,
  cntk,
  conv,
  dense,
  fromJson,
  jacot,
  layerNorm,
  mlp,
  myrtle5,
  networkHash,
  relu,
  serial,
} from "../src/index.ts";
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { everySpatial, everything, networkError } from "./helpers.ts";

test("networkHash never changes by accident: files and caches carry it", () => {
  expect({
    identity: networkHash(serial()),
    relu: networkHash(relu()),
    dense: networkHash(dense()),
    mlp: networkHash(mlp({ depth: 3 })),
    jacot: networkHash(jacot({ depth: 3, beta: 0.1 })),
    arora: networkHash(arora({ depth: 3 })),
    aroraUci: networkHash(aroraUci({ depth: 3, fixedLayers: 1 })),
    everything: networkHash(everything),
    everySpatial: networkHash(everySpatial),
    conv: networkHash(conv({ filterShape: [3, 3] })),
    cntk: networkHash(cntk({ depth: 4, gap: true })),
    myrtle5: networkHash(myrtle5()),
  }).toMatchInlineSnapshot(`
    {
      "arora": "d72d20ff3b246cc39a6da94187c7f286eddf1a707b83b74a533cf4b814a2bd7f",
      "aroraUci": "c8b2c0a44ae7f21735c6e5675a422f0b81ce24cf3c70f8b8c5d1396c01e7cc9a",
      "cntk": "f82b9515d2af3beb5e22590c8722ceb36907fcf8c25c63d4b895e1d36613d1e5",
      "conv": "4a72bb1d721300a51c6277034cb6910e7a65a4f82ad83d9162394dabd58ea2f0",
      "dense": "d1f6a69c2c8a2750a20e9faa082388bfb5c4f64d9d1b74f0916aab418521730b",
      "everySpatial": "4e2ade8a91391d462477c8ef2fc93b247798a7304c54a6a2ce42751adc4e0a24",
      "everything": "fc92140f6dfd2f63d70b572f75c5355b842ac47a78926d74b2f2e854a82b1644",
      "identity": "b89a7a46df203fcdcf94769465201a8b3f87c305131d1670eb7983055f669b7b",
      "jacot": "46edba62967eda630805a47b6ccd765ddecef061674b4626752596ebb9623ea6",
      "mlp": "5723dc8b16ba2b5ef18d34a99e0566755c952bfc0e8993ff7cd5fba6ba9a6a6a",
      "myrtle5": "215de2104a5aed4a1c61f582ae512d5b29878f9f34175d210030ba7701978b82",
      "relu": "66b27b7e2b8146a53ff6ffaf33a6933fc8f49987dd71627a0ecbf91b6b5a2756",
    }
  `);
});

test("networkHash is the SHA-256 of sorted JSON without defaults", () => {
  const text =
    '{"layers":[{"biasStd":0.1,"type":"dense","weightStd":2},{"type":"relu"}],"type":"serial"}';
  const network = serial(dense({ weightStd: 2, biasStd: 0.1 }), relu());
  expect(networkHash(network)).toBe(createHash("sha256").update(text).digest("hex"));
});

test("networkHash does not depend on the order of keys, nor on defaults written or not", () => {
  const short = fromJson({ type: "dense", units: 4 });
  const long = fromJson({ scaling: "mean", biasStd: null, weightStd: 1, units: 4, type: "dense" });
  expect(networkHash(long)).toBe(networkHash(short));
});

test("networkHash leaves out a default that is a list", () => {
  expect(networkHash(layerNorm({ spatialAxes: [] }))).toBe(networkHash(layerNorm()));
  expect(networkHash(layerNorm({ spatialAxes: [1] }))).not.toBe(networkHash(layerNorm()));
});

test("networkHash tells apart what differs: options, order, a nested serial, bias 0 and no bias", () => {
  const networks = [
    serial(dense(), relu()),
    serial(relu(), dense()),
    serial(serial(dense(), relu())),
    serial(dense({ biasStd: 0 }), relu()),
    serial(dense({ weightStd: 1 + Number.EPSILON }), relu()),
    serial(dense({ units: 1 }), relu()),
  ];
  expect(new Set(networks.map(networkHash)).size).toBe(networks.length);
});

test("networkHash refuses a tree that no reader would accept", () => {
  let network = serial(relu());
  for (let i = 0; i < 1000; i++) network = serial(network);
  expect(networkError(() => networkHash(network)).message).toContain("inside one another");
});
