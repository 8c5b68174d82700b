/** Why there is no addon, and what to do. */
export class BuildFailure extends Error {
  override readonly name = "BuildFailure";
}
