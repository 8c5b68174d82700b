import { expect, test } from "vitest";
import { defaultEngine, gram } from "../src/index.ts";
import { randomMatrix } from "./helpers.ts";

test("all callers share one engine until somebody disposes it", async () => {
  const engine = await defaultEngine();
  expect(await defaultEngine()).toBe(engine);
  const a = randomMatrix(150, 90);
  expect(Array.from((await engine.gram(a)).data)).toEqual(Array.from(gram(a).data));
  await engine.dispose();
  await expect(engine.gram(a)).rejects.toMatchObject({ code: "disposed" });
  const next = await defaultEngine();
  expect(next).not.toBe(engine);
  expect(Array.from((await next.gram(a)).data)).toEqual(Array.from(gram(a).data));
  await engine.dispose();
  expect(await defaultEngine()).toBe(next);
  await next.dispose();
});
