import { NumericalError, ShapeError } from "@ntkit/linalg";

/** Runs `work`; an error of a solver is thrown again, of the same kind, with `place` in its message. */
export async function naming<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NumericalError) {
      const message = `${error.message} (${place})`;
      throw new NumericalError(message, error.reason, { ...error.detail, place }, { cause: error });
    }
    if (error instanceof ShapeError) {
      throw new ShapeError(`${error.message} (${place})`, { cause: error });
    }
    if (error instanceof RangeError) {
      throw new RangeError(`${error.message} (${place})`, { cause: error });
    }
    throw error;
  }
}
