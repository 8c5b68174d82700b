/**
 * t with P(|T| ≤ t) = level for Student's distribution with an integer number of degrees of freedom.
 *
 * The probability is a finite sum in θ = atan(t / √ν) for integer ν; bisection on θ finds it to the last
 * bits.
 *
 * @see Abramowitz & Stegun 1964, 26.7.3 and 26.7.4
 */
export function studentQuantile(level: number, degrees: number): number {
  let [low, high] = [0, Math.PI / 2];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (probability(middle, degrees) < level) low = middle;
    else high = middle;
  }
  return Math.tan((low + high) / 2) * Math.sqrt(degrees);
}

/** P(|T| ≤ √ν tan θ). */
function probability(theta: number, degrees: number): number {
  const cosine = Math.cos(theta);
  const odd = degrees % 2;
  let term = odd === 1 ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = 2 + odd; k < degrees; k += 2) {
    term *= ((k - 1) / k) * cosine * cosine;
    sum += term;
  }
  const product = Math.sin(theta) * sum;
  return odd === 1 ? (2 / Math.PI) * (theta + product) : product;
}
