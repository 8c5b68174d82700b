// Sums over windows.

// @ts-ignore: decorator
@inline
function sumOfTaps<T>(from: usize, step: usize, low: i32, high: i32, offset: usize): v128 {
  let at = from - step * <usize>low + offset;
  let sum = v128.load(at);
  for (let k = -low; k < high; k++) {
    at += step;
    sum = v128.add<T>(sum, v128.load(at));
  }
  return sum;
}

// A number, or with `three` the sum of it and its neighbours in the row.
// @ts-ignore: decorator
@inline
export function rowSum<T>(from: usize, three: bool, offset: usize): v128 {
  const at = from + offset;
  if (!three) return v128.load(at);
  const width = <usize>sizeof<T>();
  return v128.add<T>(v128.add<T>(v128.load(at - width), v128.load(at + width)), v128.load(at));
}

// to[i] = sum over k from -low to high of from[i + k step].
// @ts-ignore: decorator
@inline
export function windowSums<T>(
  to: usize, from: usize, bytes: usize, step: usize, low: i32, high: i32,
): void {
  const end = from + bytes;
  if (low == 1 && high == 1) {
    for (; from < end; from += 32, to += 32) {
      const left = v128.load(from - step);
      const left2 = v128.load(from - step, 16);
      const middle = v128.load(from);
      const middle2 = v128.load(from, 16);
      const right = v128.load(from + step);
      const right2 = v128.load(from + step, 16);
      v128.store(to, v128.add<T>(v128.add<T>(left, right), middle));
      v128.store(to, v128.add<T>(v128.add<T>(left2, right2), middle2), 16);
    }
  } else {
    for (; from < end; from += 32, to += 32) {
      v128.store(to, sumOfTaps<T>(from, step, low, high, 0));
      v128.store(to, sumOfTaps<T>(from, step, low, high, 16), 16);
    }
  }
}

export function windowSums64(
  to: usize, from: usize, bytes: usize, step: usize, low: i32, high: i32,
): void {
  windowSums<f64>(to, from, bytes, step, low, high);
}

export function windowSums32(
  to: usize, from: usize, bytes: usize, step: usize, low: i32, high: i32,
): void {
  windowSums<f32>(to, from, bytes, step, low, high);
}
