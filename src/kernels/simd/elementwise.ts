import { blockLength, int, ref, rowBytes, tailMask } from './memory'
import { erf4, exp4, expm14, log1p4, log4, sigmoid4, tanh4 } from './transcendental'

/** 2^-100 and 2^-55, as in isa.ts. */
const BLEND_TINY: f32 = 7.888609052210118e-31
const BLEND_TINY_SQUARED: f32 = 2.7755575615628914e-17

@inline function unary4(fn: i32, x: v128): v128 {
  const one = f32x4.splat(1)
  const zero = f32x4.splat(0)
  if (fn == 1) return f32x4.neg(x)
  if (fn == 2) return f32x4.abs(x)
  if (fn == 3) {
    const side = f32x4.sub(v128.and(one, f32x4.gt(x, zero)), v128.and(one, f32x4.lt(x, zero)))
    return v128.bitselect(x, side, f32x4.ne(x, x))
  }
  if (fn == 4) return f32x4.sqrt(x)
  if (fn == 5) return exp4(x)
  if (fn == 6) return log4(x)
  if (fn == 7) return expm14(x)
  if (fn == 8) return log1p4(x)
  if (fn == 9) return tanh4(x)
  if (fn == 10) return sigmoid4(x)
  if (fn == 11) return f32x4.max(x, zero)
  if (fn == 12) return v128.and(one, f32x4.gt(x, zero))
  if (fn == 13) return erf4(x)
  if (fn == 14) return f32x4.mul(x, x)
  if (fn == 15) return f32x4.div(one, x)
  return x
}

@inline function binary4(fn: i32, x: v128, y: v128): v128 {
  const one = f32x4.splat(1)
  if (fn == 0) return f32x4.add(x, y)
  if (fn == 1) return f32x4.sub(x, y)
  if (fn == 2) return f32x4.mul(x, y)
  if (fn == 3) return f32x4.div(x, y)
  if (fn == 4) return f32x4.max(x, y)
  if (fn == 5) return f32x4.min(x, y)
  if (fn == 6) return v128.and(one, f32x4.gt(x, y))
  if (fn == 7) return v128.and(one, f32x4.ge(x, y))
  if (fn == 8) return v128.and(one, f32x4.eq(x, y))
  if (fn == 9) return f32x4.mul(x, f32x4.sub(one, f32x4.mul(y, y)))
  if (fn == 10) return f32x4.mul(x, f32x4.mul(y, f32x4.sub(one, y)))
  return v128.and(x, f32x4.gt(y, f32x4.splat(0)))
}

@inline function unaryRows(fn: i32, dst: usize, a: usize, rows: i32, cols: i32): void {
  const bytes = rowBytes(cols)
  const mask = tailMask(cols)
  for (let i = 0; i < rows; i++, dst += bytes, a += bytes) {
    for (let j: usize = 0; j < bytes; j += 16) v128.store(dst + j, unary4(fn, v128.load(a + j)))
    if ((cols & 3) != 0) {
      const last = dst + bytes - 16
      v128.store(last, v128.and(v128.load(last), mask))
    }
  }
}

export function unary(at: usize): void {
  let rows = int(at, 4)
  let cols = int(at, 5)
  if (rows == 0) { rows = 1; cols = blockLength }
  if (cols == 0) return
  const dst = ref(at, 2)
  const a = ref(at, 3)
  switch (int(at, 1)) {
    case 0: unaryRows(0, dst, a, rows, cols); break
    case 1: unaryRows(1, dst, a, rows, cols); break
    case 2: unaryRows(2, dst, a, rows, cols); break
    case 3: unaryRows(3, dst, a, rows, cols); break
    case 4: unaryRows(4, dst, a, rows, cols); break
    case 5: unaryRows(5, dst, a, rows, cols); break
    case 6: unaryRows(6, dst, a, rows, cols); break
    case 7: unaryRows(7, dst, a, rows, cols); break
    case 8: unaryRows(8, dst, a, rows, cols); break
    case 9: unaryRows(9, dst, a, rows, cols); break
    case 10: unaryRows(10, dst, a, rows, cols); break
    case 11: unaryRows(11, dst, a, rows, cols); break
    case 12: unaryRows(12, dst, a, rows, cols); break
    case 13: unaryRows(13, dst, a, rows, cols); break
    case 14: unaryRows(14, dst, a, rows, cols); break
    case 15: unaryRows(15, dst, a, rows, cols); break
    default: break
  }
}

@inline function binaryRows(fn: i32, at: usize): void {
  let rows = int(at, 9)
  let cols = int(at, 10)
  if (rows == 0) { rows = 1; cols = blockLength }
  if (cols == 0) return
  let dst = ref(at, 2)
  let a = ref(at, 3)
  let b = ref(at, 6)
  const aStep = int(at, 4) << 2
  const bStep = int(at, 7) << 2
  const aSplat = int(at, 5) != 0
  const bSplat = int(at, 8) != 0
  const bytes = rowBytes(cols)
  const mask = tailMask(cols)
  for (let i = 0; i < rows; i++, dst += bytes, a += aStep, b += bStep) {
    if (bSplat) {
      const y = v128.load32_splat(b)
      if (aSplat) {
        const x = v128.load32_splat(a)
        for (let j: usize = 0; j < bytes; j += 16) v128.store(dst + j, binary4(fn, x, y))
      } else for (let j: usize = 0; j < bytes; j += 16) v128.store(dst + j, binary4(fn, v128.load(a + j), y))
    } else if (aSplat) {
      const x = v128.load32_splat(a)
      for (let j: usize = 0; j < bytes; j += 16) v128.store(dst + j, binary4(fn, x, v128.load(b + j)))
    } else for (let j: usize = 0; j < bytes; j += 16) v128.store(dst + j, binary4(fn, v128.load(a + j), v128.load(b + j)))
    if ((cols & 3) != 0) {
      const last = dst + bytes - 16
      v128.store(last, v128.and(v128.load(last), mask))
    }
  }
}

export function binary(at: usize): void {
  switch (int(at, 1)) {
    case 0: binaryRows(0, at); break
    case 1: binaryRows(1, at); break
    case 2: binaryRows(2, at); break
    case 3: binaryRows(3, at); break
    case 4: binaryRows(4, at); break
    case 5: binaryRows(5, at); break
    case 6: binaryRows(6, at); break
    case 7: binaryRows(7, at); break
    case 8: binaryRows(8, at); break
    case 9: binaryRows(9, at); break
    case 10: binaryRows(10, at); break
    case 11: binaryRows(11, at); break
    default: break
  }
}

export function select(at: usize): void {
  let rows = int(at, 5)
  let cols = int(at, 6)
  if (rows == 0) { rows = 1; cols = blockLength }
  if (cols == 0) return
  let dst = ref(at, 1)
  const c = ref(at, 2) - dst
  const a = ref(at, 3) - dst
  const b = ref(at, 4) - dst
  const bytes = rowBytes(cols)
  const mask = tailMask(cols)
  for (let i = 0; i < rows; i++) {
    const end = dst + bytes
    for (; dst < end; dst += 16) {
      const chosen = f32x4.ne(v128.load(dst + c), f32x4.splat(0))
      v128.store(dst, v128.bitselect(v128.load(dst + a), v128.load(dst + b), chosen))
    }
    if ((cols & 3) != 0) v128.store(end - 16, v128.and(v128.load(end - 16), mask))
  }
}

/** 0 where |x| < limit: a not-a-number stays. */
@inline export function flush4(x: v128, limit: v128): v128 {
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), limit))
}

export function blend(at: usize): void {
  let rows = int(at, 7)
  let cols = int(at, 8)
  if (rows == 0) { rows = 1; cols = blockLength }
  if (cols == 0) return
  const squared = int(at, 1) == 1
  const tiny = f32x4.splat(BLEND_TINY)
  const tinySquared = f32x4.splat(BLEND_TINY_SQUARED)
  let dst = ref(at, 2)
  const a = ref(at, 3) - dst
  const s = v128.load32_splat(ref(at, 4))
  const b = ref(at, 5) - dst
  const t = v128.load32_splat(ref(at, 6))
  const bytes = rowBytes(cols)
  const mask = tailMask(cols)
  for (let i = 0; i < rows; i++) {
    const end = dst + bytes
    if (squared) {
      for (; dst < end; dst += 16) {
        const y = flush4(v128.load(dst + b), tinySquared)
        v128.store(dst, flush4(f32x4.add(f32x4.mul(v128.load(dst + a), s), f32x4.mul(f32x4.mul(y, y), t)), tiny))
      }
    } else {
      for (; dst < end; dst += 16) {
        v128.store(dst, flush4(f32x4.add(f32x4.mul(v128.load(dst + a), s), f32x4.mul(v128.load(dst + b), t)), tiny))
      }
    }
    if ((cols & 3) != 0) v128.store(end - 16, v128.and(v128.load(end - 16), mask))
  }
}
