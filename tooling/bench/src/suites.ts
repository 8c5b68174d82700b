import type { Suite } from "./suite.ts";
import { activeLearningSuite } from "./suites/active-learning.ts";
import { convergenceSuite } from "./suites/convergence.ts";
import { jacobiansSuite } from "./suites/jacobians.ts";
import { kernelsSuite } from "./suites/kernels.ts";
import { linalgSuite } from "./suites/linalg.ts";
import { scaleSuite } from "./suites/scale.ts";
import { svmSuite } from "./suites/svm.ts";
import { uciSuite } from "./suites/uci.ts";

/** All suites, in the order in which they are listed. */
export const suites: readonly Suite[] = [
  kernelsSuite,
  jacobiansSuite,
  convergenceSuite,
  linalgSuite,
  uciSuite,
  svmSuite,
  scaleSuite,
  activeLearningSuite,
];
