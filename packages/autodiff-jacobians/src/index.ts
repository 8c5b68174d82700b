/**
 * Finite networks: Jacobian factors, empirical tangent kernels, linearisation and training.
 *
 * @module
 */
export { checkFactors } from "./factors/check-factors.ts";
export type {
  EmbeddingFactors,
  FactorNumbers,
  Factors,
  LinearFactors,
  LocalFactors,
  SiteFactors,
  SiteName,
  VectorFactors,
} from "./factors/factors.ts";
