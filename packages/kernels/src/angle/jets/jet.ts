/** Coefficients of 1, x, x², … of a function near a point: a series that ends at its length. */
export type Jet = Float64Array;

/** The function with the constant value. */
export function constantJet(value: number, length: number): Jet {
  const jet = new Float64Array(length);
  jet[0] = value;
  return jet;
}

/** Σ weight · jet. */
export function combine(...parts: readonly (readonly [weight: number, jet: Jet])[]): Jet {
  const [, first] = parts[0]!;
  return first.map((_, k) => parts.reduce((sum, [weight, jet]) => sum + weight * jet[k]!, 0));
}

/** a b. */
export function multiplyJets(a: Jet, b: Jet): Jet {
  return a.map((_, k) => {
    let sum = 0;
    for (let j = 0; j <= k; j++) sum += a[j]! * b[k - j]!;
    return sum;
  });
}

/** a / b; b must not be 0 at the point. */
function divideJets(a: Jet, b: Jet): Jet {
  const result = new Float64Array(a.length);
  for (let k = 0; k < a.length; k++) {
    let rest = a[k]!;
    for (let j = 1; j <= k; j++) rest -= b[j]! * result[k - j]!;
    result[k] = rest / b[0]!;
  }
  return result;
}

/** √a; a must be positive at the point. */
export function rootJet(a: Jet): Jet {
  const result = new Float64Array(a.length);
  result[0] = Math.sqrt(a[0]!);
  for (let k = 1; k < a.length; k++) {
    let rest = a[k]!;
    for (let j = 1; j < k; j++) rest -= result[j]! * result[k - j]!;
    result[k] = rest / (2 * result[0]);
  }
  return result;
}

/** e^a. */
export function exponentialJet(a: Jet): Jet {
  const result = new Float64Array(a.length);
  result[0] = Math.exp(a[0]!);
  for (let k = 1; k < a.length; k++) {
    for (let j = 1; j <= k; j++) result[k]! += (j * a[j]! * result[k - j]!) / k;
  }
  return result;
}

/** arccos a, from a and √(1 − a²). */
export function arccosineJet(a: Jet, sine: Jet): Jet {
  const slope = divideJets(derivative(a), sine);
  return a.map((_, k) => (k === 0 ? Math.acos(a[0]!) : -slope[k - 1]! / k));
}

function derivative(a: Jet): Jet {
  return a.map((_, k) => (k + 1 < a.length ? (k + 1) * a[k + 1]! : 0));
}

/** Σ c_l xˡ of a jet x. */
export function polynomialOfJet(coefficients: Float64Array, x: Jet): Jet {
  let sum = new Float64Array(x.length);
  for (let l = coefficients.length - 1; l >= 0; l--) {
    sum = Float64Array.from(multiplyJets(sum, x));
    sum[0]! += coefficients[l]!;
  }
  return sum;
}
