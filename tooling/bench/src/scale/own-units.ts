/**
 * From the numbers in a set's file to those that its authors measured, where they are known to differ.
 *
 * protein: the file has ln(1 + RMSD) less its mean; RMSD in Å is 0 to 21.
 */
export const ownUnits: Readonly<Record<string, (value: number) => number>> = {
  protein: (value) => Math.expm1(value + 1.8912),
};
