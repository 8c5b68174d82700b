/** Files that together export BLAS and LAPACK. */
export type LibraryFiles = readonly string[];

/**
 * What is tried on a platform, best first. The dynamic linker looks bare names up where it always does.
 */
export function libraryNames(platform: string): readonly LibraryFiles[] {
  switch (platform) {
    case "darwin":
      return [
        ["libopenblas.dylib"],
        ["/System/Library/Frameworks/Accelerate.framework/Accelerate"],
      ];
    case "win32":
      return [["libopenblas.dll"], ["openblas.dll"]];
    default:
      return [
        ["libopenblas.so.0"],
        ["libopenblas.so"],
        ["libopenblas64.so.0"],
        ["libopenblas64_.so.0"],
        ["libmkl_rt.so.2"],
        ["libblas.so.3", "liblapack.so.3"],
      ];
  }
}

/** How builds decorate the Fortran name of a routine: plain, 64-bit integers, and those inside NumPy. */
export const decorations: readonly ((routine: string) => string)[] = [
  (routine) => `${routine}_`,
  (routine) => `${routine}_64_`,
  (routine) => `scipy_${routine}_64_`,
  (routine) => `scipy_${routine}_`,
];
