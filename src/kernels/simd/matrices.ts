import { int, ref, relocate, rowBytes, tailMask } from './memory'

@inline function madd(sum: v128, x: v128, y: v128): v128 { return f32x4.add(sum, f32x4.mul(x, y)) }

/** (l0 + l1) + (l2 + l3) of four vectors at once: the four sums in one vector. */
@inline function sumFour(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 2, 4, 6), v128.shuffle<f32>(a, b, 1, 3, 5, 7))
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 2, 4, 6), v128.shuffle<f32>(c, d, 1, 3, 5, 7))
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7))
}

@inline function finish(dst: usize, bias: usize, sums: v128, accumulate: bool, mask: v128): void {
  let value = sums
  if (bias != 0) value = f32x4.add(value, v128.load(bias - 16))
  if (accumulate) value = f32x4.add(v128.load(dst), value)
  v128.store(dst, v128.and(value, mask))
}

/** One row of C: eight rows of B at a time share the loads of x, then up to four. `bias` is its address + 16, or 0. */
function ntRow(dst: usize, x: usize, b: usize, bias: usize, n: i32, bytes: usize, accumulate: bool): void {
  const end = x + bytes
  const all = i32x4.splat(-1)
  for (; n >= 8; n -= 8) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0
    const b1 = b + bytes, b2 = b1 + bytes, b3 = b2 + bytes
    const b4 = b3 + bytes, b5 = b4 + bytes, b6 = b5 + bytes, b7 = b6 + bytes
    for (let i: usize = 0; i < bytes; i += 16) {
      const v = v128.load(x + i)
      s0 = madd(s0, v, v128.load(b + i))
      s1 = madd(s1, v, v128.load(b1 + i))
      s2 = madd(s2, v, v128.load(b2 + i))
      s3 = madd(s3, v, v128.load(b3 + i))
      s4 = madd(s4, v, v128.load(b4 + i))
      s5 = madd(s5, v, v128.load(b5 + i))
      s6 = madd(s6, v, v128.load(b6 + i))
      s7 = madd(s7, v, v128.load(b7 + i))
    }
    finish(dst, bias, sumFour(s0, s1, s2, s3), accumulate, all)
    finish(dst + 16, bias != 0 ? bias + 16 : 0, sumFour(s4, s5, s6, s7), accumulate, all)
    dst += 32
    if (bias != 0) bias += 32
    b = b7 + bytes
  }
  for (; n > 0; n -= 4) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0
    // Rows past the last one read it again; the mask drops them.
    const b1 = n > 1 ? b + bytes : b
    const b2 = n > 2 ? b1 + bytes : b
    const b3 = n > 3 ? b2 + bytes : b
    for (let i: usize = 0; i < bytes; i += 16) {
      const v = v128.load(x + i)
      s0 = madd(s0, v, v128.load(b + i))
      s1 = madd(s1, v, v128.load(b1 + i))
      s2 = madd(s2, v, v128.load(b2 + i))
      s3 = madd(s3, v, v128.load(b3 + i))
    }
    finish(dst, bias, sumFour(s0, s1, s2, s3), accumulate, n >= 4 ? all : tailMask(n))
    dst += 16
    if (bias != 0) bias += 16
    b = b3 + bytes
  }
}

export function nt(at: usize): void {
  let dst = ref(at, 1)
  let a = ref(at, 2)
  const b = ref(at, 3)
  const biasWord = int(at, 4)
  const bias: usize = biasWord < 0 ? 0 : relocate(biasWord) + 16
  const n = int(at, 6)
  const rowC = rowBytes(n)
  const bytes = rowBytes(int(at, 7))
  const accumulate = int(at, 8) == 1
  for (let i = int(at, 5); i > 0; i--, dst += rowC, a += bytes) ntRow(dst, a, b, bias, n, bytes, accumulate)
}

/**
 * One row of C = sum over j of a[j] * row j of B, in blocks of 16, then 4 columns held in registers.
 * a[j] are `aStep` bytes apart.
 */
@inline
function combineRow(dst: usize, a: usize, aStep: usize, b: usize, n: i32, cols: i32, accumulate: bool): void {
  const bytes = rowBytes(cols)
  const end = dst + bytes
  for (; dst + 64 <= end; dst += 64, b += 64) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0
    if (accumulate) {
      s0 = v128.load(dst)
      s1 = v128.load(dst, 16)
      s2 = v128.load(dst, 32)
      s3 = v128.load(dst, 48)
    }
    for (let j = n, x = a, y = b; j > 0; j--, x += aStep, y += bytes) {
      const v = v128.load32_splat(x)
      s0 = madd(s0, v, v128.load(y))
      s1 = madd(s1, v, v128.load(y, 16))
      s2 = madd(s2, v, v128.load(y, 32))
      s3 = madd(s3, v, v128.load(y, 48))
    }
    v128.store(dst, s0)
    v128.store(dst, s1, 16)
    v128.store(dst, s2, 32)
    v128.store(dst, s3, 48)
  }
  for (; dst < end; dst += 16, b += 16) {
    let s = accumulate ? v128.load(dst) : f32x4.splat(0)
    for (let j = n, x = a, y = b; j > 0; j--, x += aStep, y += bytes) s = madd(s, v128.load32_splat(x), v128.load(y))
    v128.store(dst, s)
  }
  if ((cols & 3) != 0) v128.store(end - 16, v128.and(v128.load(end - 16), tailMask(cols)))
}

export function nn(at: usize): void {
  let dst = ref(at, 1)
  let a = ref(at, 2)
  const b = ref(at, 3)
  const n = int(at, 5)
  const cols = int(at, 6)
  const rowA = rowBytes(n)
  const rowC = rowBytes(cols)
  const accumulate = int(at, 7) == 1
  for (let i = int(at, 4); i > 0; i--, dst += rowC, a += rowA) combineRow(dst, a, 4, b, n, cols, accumulate)
}

export function tn(at: usize): void {
  let dst = ref(at, 1)
  let a = ref(at, 2)
  const b = ref(at, 3)
  const m = int(at, 4)
  const n = int(at, 5)
  const cols = int(at, 6)
  const rowA = rowBytes(n)
  const rowC = rowBytes(cols)
  const accumulate = int(at, 7) == 1
  for (let j = n; j > 0; j--, dst += rowC, a += 4) combineRow(dst, a, rowA, b, m, cols, accumulate)
}

export function axpy1(at: usize): void {
  let w = ref(at, 1)
  let a = ref(at, 2)
  const b = ref(at, 3)
  const scale = load<f32>(ref(at, 4))
  const rows = int(at, 5)
  const cols = int(at, 6)
  const bytes = rowBytes(cols)
  const ragged = (cols & 3) != 0
  const mask = tailMask(cols)
  for (let i = 0; i < rows; i++, a += 4, w += bytes) {
    const factor = f32x4.splat(scale * load<f32>(a))
    let j: usize = 0
    for (; j + 32 <= bytes; j += 32) {
      v128.store(w + j, madd(v128.load(w + j), factor, v128.load(b + j)))
      v128.store(w + j, madd(v128.load(w + j, 16), factor, v128.load(b + j, 16)), 16)
    }
    if (j < bytes) v128.store(w + j, madd(v128.load(w + j), factor, v128.load(b + j)))
    if (ragged) v128.store(w + bytes - 16, v128.and(v128.load(w + bytes - 16), mask))
  }
}

export function axpy(at: usize): void {
  let w = ref(at, 1)
  let a = ref(at, 2)
  const scale = load<f32>(ref(at, 3))
  const factor = f32x4.splat(scale)
  let count = int(at, 4)
  for (; count >= 4; count -= 4, w += 16, a += 16) v128.store(w, madd(v128.load(w), factor, v128.load(a)))
  for (; count > 0; count--, w += 4, a += 4) store<f32>(w, load<f32>(w) + scale * load<f32>(a))
}
