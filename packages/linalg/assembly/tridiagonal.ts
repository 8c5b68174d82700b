// Inner loops of the tridiagonal reduction. Pointers count bytes; strides and sizes count numbers;
// ranges begin and end at multiples of 4. Sums run in four lanes, index modulo 4, added as (0 + 2) + (1 + 3).

function at(base: usize, index: i32): usize {
  return base + ((<usize>index) << 3);
}

function multiplyAdd(x: v128, y: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(x, y, sum);
  return f64x2.add(sum, f64x2.mul(x, y));
}

function multiplySubtract(x: v128, y: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_nmadd(x, y, sum);
  return f64x2.sub(sum, f64x2.mul(x, y));
}

/** (0 + 2) + (1 + 3) of the lanes 0, 1 and 2, 3. */
function total(even: v128, odd: v128): f64 {
  const sums = f64x2.add(even, odd);
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

export function dot(x: usize, y: usize, from: i32, to: i32): f64 {
  const end = at(x, to);
  x = at(x, from);
  y = at(y, from);
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  while (x < end) {
    s0 = multiplyAdd(v128.load(x, 0), v128.load(y, 0), s0);
    s1 = multiplyAdd(v128.load(x, 16), v128.load(y, 16), s1);
    x += 32;
    y += 32;
  }
  return total(s0, s1);
}

/** Writes x·a and x·b. */
export function dotPair(x: usize, a: usize, b: usize, from: i32, to: i32, result: usize): void {
  const end = at(x, to);
  x = at(x, from);
  a = at(a, from);
  b = at(b, from);
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let t0 = f64x2.splat(0);
  let t1 = f64x2.splat(0);
  while (x < end) {
    const x0 = v128.load(x, 0);
    const x1 = v128.load(x, 16);
    s0 = multiplyAdd(x0, v128.load(a, 0), s0);
    s1 = multiplyAdd(x1, v128.load(a, 16), s1);
    t0 = multiplyAdd(x0, v128.load(b, 0), t0);
    t1 = multiplyAdd(x1, v128.load(b, 16), t1);
    x += 32;
    a += 32;
    b += 32;
  }
  store<f64>(result, total(s0, s1));
  store<f64>(result + 8, total(t0, t1));
}

/**
 * y += A x for the rows `first` to `end` of a block, and for the same entries above the diagonal.
 * `a` is row `first`; the columns run from `from`, those from `square` on are within the block.
 */
export function symmetricPart(
  a: usize,
  stride: i32,
  from: i32,
  square: i32,
  first: i32,
  end: i32,
  x: usize,
  y: usize,
): void {
  for (let i = first; i < end; i += 4) {
    fourRows(a, (<usize>stride) << 3, from, max(from, square), end, at(x, i), at(y, i), x, y);
    a = at(a, 4 * stride);
  }
}

function fourRows(
  a: usize,
  down: usize,
  from: i32,
  square: i32,
  end: i32,
  xi: usize,
  yi: usize,
  x: usize,
  y: usize,
): void {
  const x0 = v128.load64_splat(xi, 0);
  const x1 = v128.load64_splat(xi, 8);
  const x2 = v128.load64_splat(xi, 16);
  const x3 = v128.load64_splat(xi, 24);
  const zero = f64x2.splat(0);
  let s0 = zero;
  let s1 = zero;
  let t0 = zero;
  let t1 = zero;
  let u0 = zero;
  let u1 = zero;
  let w0 = zero;
  let w1 = zero;
  let p = at(a, from);
  let q = at(x, from);
  let r = at(y, from);
  const edge = at(x, square);
  while (q < edge) {
    const b = p + down;
    const c = b + down;
    const d = c + down;
    const q0 = v128.load(q, 0);
    const q1 = v128.load(q, 16);
    const a0 = v128.load(p, 0);
    const a1 = v128.load(p, 16);
    s0 = multiplyAdd(a0, q0, s0);
    s1 = multiplyAdd(a1, q1, s1);
    const b0 = v128.load(b, 0);
    const b1 = v128.load(b, 16);
    t0 = multiplyAdd(b0, q0, t0);
    t1 = multiplyAdd(b1, q1, t1);
    let r0 = v128.load(r, 0);
    let r1 = v128.load(r, 16);
    r0 = f64x2.add(r0, multiplyAdd(b0, x1, f64x2.mul(a0, x0)));
    r1 = f64x2.add(r1, multiplyAdd(b1, x1, f64x2.mul(a1, x0)));
    const c0 = v128.load(c, 0);
    const c1 = v128.load(c, 16);
    u0 = multiplyAdd(c0, q0, u0);
    u1 = multiplyAdd(c1, q1, u1);
    const d0 = v128.load(d, 0);
    const d1 = v128.load(d, 16);
    w0 = multiplyAdd(d0, q0, w0);
    w1 = multiplyAdd(d1, q1, w1);
    r0 = f64x2.add(r0, multiplyAdd(d0, x3, f64x2.mul(c0, x2)));
    r1 = f64x2.add(r1, multiplyAdd(d1, x3, f64x2.mul(c1, x2)));
    v128.store(r, r0, 0);
    v128.store(r, r1, 16);
    p += 32;
    q += 32;
    r += 32;
  }
  const last = at(x, end);
  while (q < last) {
    const b = p + down;
    const c = b + down;
    const d = c + down;
    const q0 = v128.load(q, 0);
    const q1 = v128.load(q, 16);
    s0 = multiplyAdd(v128.load(p, 0), q0, s0);
    s1 = multiplyAdd(v128.load(p, 16), q1, s1);
    t0 = multiplyAdd(v128.load(b, 0), q0, t0);
    t1 = multiplyAdd(v128.load(b, 16), q1, t1);
    u0 = multiplyAdd(v128.load(c, 0), q0, u0);
    u1 = multiplyAdd(v128.load(c, 16), q1, u1);
    w0 = multiplyAdd(v128.load(d, 0), q0, w0);
    w1 = multiplyAdd(v128.load(d, 16), q1, w1);
    p += 32;
    q += 32;
  }
  store<f64>(yi, load<f64>(yi, 0) + total(s0, s1), 0);
  store<f64>(yi, load<f64>(yi, 8) + total(t0, t1), 8);
  store<f64>(yi, load<f64>(yi, 16) + total(u0, u1), 16);
  store<f64>(yi, load<f64>(yi, 24) + total(w0, w1), 24);
}

/** Adds `count` vectors in turn. */
export function addGroups(y: usize, stride: i32, count: i32, from: i32, to: i32, sum: usize): void {
  const down = (<usize>stride) << 3;
  for (let j = from; j < to; j += 4) {
    let p = at(y, j);
    let s0 = v128.load(p, 0);
    let s1 = v128.load(p, 16);
    for (let g = 1; g < count; g++) {
      p += down;
      s0 = f64x2.add(s0, v128.load(p, 0));
      s1 = f64x2.add(s1, v128.load(p, 16));
    }
    v128.store(at(sum, j), s0, 0);
    v128.store(at(sum, j), s1, 16);
  }
}

/** x - Σₚ (f[p] v[p] + g[p] w[p]) in place of x, term by term. */
export function downdate(
  x: usize,
  v: usize,
  w: usize,
  stride: i32,
  count: i32,
  f: usize,
  g: usize,
  from: i32,
  to: i32,
): void {
  const down = (<usize>stride) << 3;
  let j = from;
  for (; j + 4 < to; j += 8) {
    const target = at(x, j);
    let s0 = v128.load(target, 0);
    let s1 = v128.load(target, 16);
    let s2 = v128.load(target, 32);
    let s3 = v128.load(target, 48);
    let vp = at(v, j);
    let wp = at(w, j);
    for (let p = 0; p < count; p++) {
      const along = v128.load64_splat(at(f, p));
      s0 = multiplySubtract(along, v128.load(vp, 0), s0);
      s1 = multiplySubtract(along, v128.load(vp, 16), s1);
      s2 = multiplySubtract(along, v128.load(vp, 32), s2);
      s3 = multiplySubtract(along, v128.load(vp, 48), s3);
      const other = v128.load64_splat(at(g, p));
      s0 = multiplySubtract(other, v128.load(wp, 0), s0);
      s1 = multiplySubtract(other, v128.load(wp, 16), s1);
      s2 = multiplySubtract(other, v128.load(wp, 32), s2);
      s3 = multiplySubtract(other, v128.load(wp, 48), s3);
      vp += down;
      wp += down;
    }
    v128.store(target, s0, 0);
    v128.store(target, s1, 16);
    v128.store(target, s2, 32);
    v128.store(target, s3, 48);
  }
  if (j < to) {
    const target = at(x, j);
    let s0 = v128.load(target, 0);
    let s1 = v128.load(target, 16);
    let vp = at(v, j);
    let wp = at(w, j);
    for (let p = 0; p < count; p++) {
      const along = v128.load64_splat(at(f, p));
      s0 = multiplySubtract(along, v128.load(vp, 0), s0);
      s1 = multiplySubtract(along, v128.load(vp, 16), s1);
      const other = v128.load64_splat(at(g, p));
      s0 = multiplySubtract(other, v128.load(wp, 0), s0);
      s1 = multiplySubtract(other, v128.load(wp, 16), s1);
      vp += down;
      wp += down;
    }
    v128.store(target, s0, 0);
    v128.store(target, s1, 16);
  }
}

/** tau (x - half y) in place of x. */
export function combine(x: usize, y: usize, half: f64, tau: f64, from: i32, to: i32): void {
  const halves = f64x2.splat(half);
  const taus = f64x2.splat(tau);
  for (let j = from; j < to; j += 4) {
    const p = at(x, j);
    const q = at(y, j);
    v128.store(p, f64x2.mul(taus, multiplySubtract(halves, v128.load(q, 0), v128.load(p, 0))), 0);
    v128.store(
      p,
      f64x2.mul(taus, multiplySubtract(halves, v128.load(q, 16), v128.load(p, 16))),
      16,
    );
  }
}
