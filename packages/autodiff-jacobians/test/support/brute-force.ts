import type { FiniteModel, Inputs } from "@ntkit/autodiff-jacobians";
import { gram, matrix, tensor } from "@ntkit/linalg";
import type { Matrix, Tensor } from "@ntkit/linalg";

/** Per-example gradients [N, O, P], each by central differences of the forward pass. */
export async function jacobianByDifferences(model: FiniteModel, x: Inputs): Promise<Tensor> {
  const trained = model.network.parameters.filter(({ trainable }) => trainable);
  const names = trained.flatMap(({ name }) =>
    Array.from(model.parameters[name]!.data, (_, index) => ({ name, index })),
  );
  const columns: Float64Array[] = [];
  for (const { name, index } of names) columns.push(await derivative(model, x, name, index));
  const rows = columns[0]!.length;
  const data = new Float64Array(rows * columns.length);
  columns.forEach((column, p) => {
    column.forEach((v, r) => (data[r * columns.length + p] = v));
  });
  return tensor([rows / model.outputs, model.outputs, columns.length], data);
}

/** ∂f/∂w by a difference of fourth order. */
async function derivative(model: FiniteModel, x: Inputs, name: string, index: number) {
  const h = 2 ** -10;
  const at = async (step: number) => {
    const { shape, data } = model.parameters[name]!;
    const moved = data.slice();
    moved[index]! += step;
    const parameters = { ...model.parameters, [name]: tensor(shape, moved) };
    return (await model.network.at(parameters).forward(x)).data;
  };
  const [a, b, c, d] = [await at(-2 * h), await at(-h), await at(h), await at(2 * h)];
  return b.map((_, i) => (a[i]! - d[i]! + 8 * (c[i]! - b[i]!)) / (12 * h));
}

/** Per-example gradients [N, O, P] from one reverse pass for each example and output. */
export async function jacobianByPulling(model: FiniteModel, x: Tensor): Promise<Tensor> {
  const gradients: number[][] = [];
  const size = x.data.length / x.shape[0]!;
  for (let n = 0; n < x.shape[0]!; n++) {
    const row = tensor([1, ...x.shape.slice(1)], x.data.slice(n * size, (n + 1) * size));
    for (let o = 0; o < model.outputs; o++) {
      const cotangent = matrix(1, model.outputs);
      cotangent.data[o] = 1;
      const { gradient } = await model.pull(row, cotangent);
      gradients.push(Object.values(gradient).flatMap(({ data }) => [...data]));
    }
  }
  const shape = [x.shape[0]!, model.outputs, gradients[0]!.length];
  return tensor(shape, Float64Array.from(gradients.flat()));
}

/** J₁ J₂ᵀ, [N O, M O]. */
export function productOfJacobians(left: Tensor, right: Tensor): Matrix {
  const rows = ({ shape: [n, o, p], data }: Tensor) => matrix(n! * o!, p!, data);
  return gram(rows(left), rows(right));
}

/** The mean over equal outputs of a kernel [N O, M O], as [N, M]. */
export function traced({ rows, cols, data }: Matrix, outputs: number): Matrix {
  const result = matrix(rows / outputs, cols / outputs);
  for (let i = 0; i < result.rows; i++) {
    for (let j = 0; j < result.cols; j++) {
      for (let o = 0; o < outputs; o++) {
        result.data[i * result.cols + j]! +=
          data[(i * outputs + o) * cols + j * outputs + o]! / outputs;
      }
    }
  }
  return result;
}
