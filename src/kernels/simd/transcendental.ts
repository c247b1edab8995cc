/** Four numbers at a time, in exactly the steps of ../transcendental.ts. */

@inline function mul(a: v128, b: v128): v128 { return f32x4.mul(a, b) }
@inline function add(a: v128, b: v128): v128 { return f32x4.add(a, b) }
@inline function sub(a: v128, b: v128): v128 { return f32x4.sub(a, b) }
@inline function num(x: f32): v128 { return f32x4.splat(x) }
@inline function step(sum: v128, x: v128, c: f32): v128 { return add(mul(sum, x), num(c)) }

@inline function clamp(x: v128, low: f32, high: f32): v128 {
  return f32x4.min(f32x4.max(x, num(low)), num(high))
}

@inline function power(exponent: v128): v128 {
  return i32x4.shl(i32x4.add(exponent, i32x4.splat(127)), 23)
}

@inline function exponentOf(x: v128): v128 {
  return f32x4.nearest(mul(x, num(1.4426950408889634)))
}

@inline function reducedExpm1(x: v128, n: v128): v128 {
  const r = sub(sub(x, mul(n, num(0.693359375))), mul(n, num(-2.1219444005469058e-4)))
  let p = step(num(0.0013950599823147058), r, 0.008368954062461853)
  p = step(p, r, 0.04166620597243309)
  p = step(p, r, 0.166665181517601)
  p = step(p, r, 0.5)
  return add(mul(mul(r, r), p), r)
}

export function exp4(x: v128): v128 {
  const clamped = clamp(x, -104, 89)
  const n = exponentOf(clamped)
  const value = add(num(1), reducedExpm1(clamped, n))
  const whole = i32x4.trunc_sat_f32x4_s(n)
  const half = i32x4.shr_s(whole, 1)
  return mul(mul(value, power(half)), power(i32x4.sub(whole, half)))
}

export function expm14(x: v128): v128 {
  const clamped = clamp(x, -18, 89)
  const n = exponentOf(clamped)
  const half = power(i32x4.sub(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(1)))
  return mul(add(mul(reducedExpm1(clamped, n), half), sub(half, num(0.5))), num(2))
}

@inline function combineLog(fraction: v128, exponent: v128, rest: v128): v128 {
  const s = f32x4.div(fraction, add(num(2), fraction))
  const z = mul(s, s)
  let p = step(num(0.23584988713264465), z, 0.28537169098854065)
  p = step(p, z, 0.4000033736228943)
  p = step(p, z, 0.6666666269302368)
  const halfSquare = mul(mul(fraction, fraction), num(0.5))
  const tail = add(mul(s, add(halfSquare, mul(z, p))), add(mul(exponent, num(-2.1219444005469058e-4)), rest))
  return add(mul(exponent, num(0.693359375)), sub(fraction, sub(halfSquare, tail)))
}

@inline function logEdges(x: v128, inside: v128): v128 {
  const infinity = num(Infinity)
  let value = v128.bitselect(inside, num(NaN), f32x4.gt(x, num(0)))
  value = v128.bitselect(infinity, value, f32x4.eq(x, infinity))
  return v128.bitselect(num(-Infinity), value, f32x4.eq(x, num(0)))
}

@inline function shifted(x: v128): v128 {
  return i32x4.add(x, i32x4.splat(0x3f800000 - 0x3f3504f3))
}

@inline function significand(shift: v128): v128 {
  return i32x4.add(v128.and(shift, i32x4.splat(0x7fffff)), i32x4.splat(0x3f3504f3))
}

export function log4(x: v128): v128 {
  const tiny = f32x4.lt(x, num(1.1754943508222875e-38))
  const shift = shifted(v128.bitselect(mul(x, num(8388608)), x, tiny))
  const bias = v128.bitselect(i32x4.splat(127 + 23), i32x4.splat(127), tiny)
  const exponent = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_s(shift, 23), bias))
  return logEdges(x, combineLog(sub(significand(shift), num(1)), exponent, num(0)))
}

export function log1p4(x: v128): v128 {
  const u = add(num(1), x)
  const shift = shifted(u)
  const exponent = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_s(shift, 23), i32x4.splat(127)))
  const large = f32x4.ge(x, num(1))
  const lost = v128.bitselect(sub(num(1), sub(u, x)), sub(x, sub(u, num(1))), large)
  const zero = f32x4.eq(exponent, num(0))
  const fraction = v128.bitselect(x, sub(significand(shift), num(1)), zero)
  return logEdges(u, combineLog(fraction, exponent, v128.andnot(f32x4.div(lost, u), zero)))
}

/** `size` with the sign of x. */
@inline function signed(size: v128, x: v128): v128 {
  return v128.xor(size, v128.and(x, i32x4.splat(0x80000000)))
}

export function tanh4(x: v128): v128 {
  const t = expm14(mul(num(2), f32x4.min(f32x4.abs(x), num(10))))
  return signed(f32x4.div(t, add(t, num(2))), x)
}

export function sigmoid4(x: v128): v128 {
  return f32x4.div(num(1), add(num(1), exp4(f32x4.neg(x))))
}

export function erf4(x: v128): v128 {
  const size = f32x4.min(f32x4.abs(x), num(4))
  const z = mul(size, size)
  let p = step(num(-0.0006201285868883133), z, 0.005031838547438383)
  p = step(p, z, -0.026791255921125412)
  p = step(p, z, 0.11282449960708618)
  p = step(p, z, -0.3761255145072937)
  p = step(p, z, 0.12837915122509003)
  const small = add(mul(size, p), size)
  let q = step(num(0.00020109287288505584), size, -0.003093218430876732)
  q = step(q, size, 0.022423818707466125)
  q = step(q, size, -0.10433477908372879)
  q = step(q, size, -0.6367291808128357)
  q = step(q, size, -1.1279407739639282)
  q = step(q, size, -0.0001324868353549391)
  const large = sub(num(1), exp4(q))
  return signed(v128.bitselect(small, large, f32x4.lt(size, num(0.875))), x)
}
