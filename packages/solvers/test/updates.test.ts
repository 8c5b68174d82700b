import { fromRows, matrix, selectRows, submatrix } from "@ntkit/linalg";
import { appendPoints, kernelRegression, leaveOneOut, removePoints } from "@ntkit/solvers";
import type { UpdatedRegression } from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import { normals, rbf } from "./support.ts";

const x = normals(60, 3, 1);
const kernel = rbf(x, x);
const targets = normals(60, 2, 2);

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function fit(rows: number[], options: { ridge: number; center?: boolean }) {
  return kernelRegression({
    kernel: submatrix(kernel, rows, rows),
    targets: selectRows(targets, rows),
    ...options,
  });
}

function pointsAt(rows: number[], model: number[]) {
  return {
    cross: submatrix(kernel, rows, model),
    kernel: submatrix(kernel, rows, rows),
    targets: selectRows(targets, rows),
  };
}

async function expectSame(found: UpdatedRegression, rows: number[], center: boolean) {
  const direct = await fit(rows, { ridge: found.ridge, center });
  expect(found.coefficients).toBeAllclose(direct.coefficients, { rtol: 1e-10, atol: 1e-10 });
  expect(found.offset).toBeAllclose(direct.offset, { rtol: 1e-14, atol: 1e-15 });
  const [ours, theirs] = [await leaveOneOut(found), await leaveOneOut(direct)];
  expect(ours.residuals).toBeAllclose(theirs.residuals, { rtol: 1e-10, atol: 1e-10 });
}

describe.each([false, true])("appendPoints and removePoints with center %s", (center) => {
  test("agreement: one row or twenty appended are a fit of all rows to 1e-10", async () => {
    const model = await fit(range(0, 40), { ridge: 1e-3, center });
    const one = appendPoints(model, pointsAt([40], range(0, 40)));
    await expectSame(one, range(0, 41), center);
    const more = appendPoints(one, pointsAt(range(41, 60), range(0, 41)));
    await expectSame(more, range(0, 60), center);
  });

  test("agreement: rows removed anywhere are a fit of the rest to 1e-10", async () => {
    const model = await fit(range(0, 60), { ridge: 1e-3, center });
    for (const gone of [[0], [59], [17], [3, 58, 21, 22, 0]]) {
      const rest = range(0, 60).filter((i) => !gone.includes(i));
      await expectSame(removePoints(model, gone), rest, center);
    }
  });

  test("identity: appending what was removed gives the model back to 1e-10", async () => {
    const model = await fit(range(0, 60), { ridge: 1e-3, center });
    const less = removePoints(model, [58, 59]);
    const back = appendPoints(less, pointsAt([58, 59], range(0, 58)));
    expect(back.coefficients).toBeAllclose(model.coefficients, { rtol: 1e-10, atol: 1e-10 });
  });
});

describe("appendPoints", () => {
  test("a duplicate without ridge is an error that names the new row", async () => {
    const model = await fit(range(0, 20), { ridge: 0 });
    const again = pointsAt([20, 5], range(0, 20));
    expect(() => appendPoints(model, again)).toThrow("in new row 1");
    const withRidge = await fit(range(0, 20), { ridge: 0.1 });
    expect(appendPoints(withRidge, again).coefficients.rows).toBe(22);
  });

  test("rejects shapes that do not fit and a model by eigendecomposition", async () => {
    const model = await fit(range(0, 20), { ridge: 1 });
    const points = pointsAt([20, 21], range(0, 20));
    expect(() => appendPoints(model, { ...points, cross: matrix(2, 19) })).toThrow("20 columns");
    expect(() => appendPoints(model, { ...points, cross: matrix(1, 20) })).toThrow("2 rows");
    expect(() => appendPoints(model, { ...points, targets: matrix(2, 1) })).toThrow("2 columns");
    const two = {
      kernel: fromRows([
        [1, 0],
        [0, 1],
      ]),
      targets: fromRows([
        [1, 1],
        [1, 1],
      ]),
    };
    const eigen = await kernelRegression({ ...two, minimumNorm: true });
    expect(() => removePoints(eigen, [0])).toThrow("model must be by cholesky, got eigen");
  });
});

describe("removePoints", () => {
  test("rejects indices that are no rows, come twice, or leave nothing", async () => {
    const model = await fit([0, 1], { ridge: 1 });
    expect(() => removePoints(model, [2])).toThrow("from 0 to 1, got 2");
    expect(() => removePoints(model, [1, 1])).toThrow("got 1 twice");
    expect(() => removePoints(model, [0, 1])).toThrow("at least one row must stay");
  });

  test("identity: a model without a removed row is the model", async () => {
    const model = await fit(range(0, 10), { ridge: 1 });
    expect(removePoints(model, []).coefficients.data).toEqual(model.coefficients.data);
  });
});
