/** What is tried unless the user names others: ridges relative to the kernel's mean diagonal, and values of C. */
export const defaultPenalties: Readonly<Record<"ridge" | "svm", readonly number[]>> = {
  ridge: [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10],
  svm: [1e-2, 1e-1, 1, 10, 100, 1000, 10000],
};
