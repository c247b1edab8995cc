import { flush4 } from './elementwise'
import { blockLength, int, ref, rowBytes, sumLanes, tailMask } from './memory'

/** 2^-100 and 2^-55, as in isa.ts. */
const BLEND_TINY: f32 = 7.888609052210118e-31
const BLEND_TINY_SQUARED: f32 = 2.7755575615628914e-17

export function rms(at: usize): void {
  let rows = int(at, 9)
  let cols = int(at, 10)
  if (rows == 0) { rows = 1; cols = blockLength }
  if (cols == 0) return
  const tiny = f32x4.splat(BLEND_TINY)
  const tinySquared = f32x4.splat(BLEND_TINY_SQUARED)
  let dst = ref(at, 1)
  const v = ref(at, 2) - dst
  const g = ref(at, 3) - dst
  const decay = v128.load32_splat(ref(at, 4))
  const rest = v128.load32_splat(ref(at, 5))
  const correction = v128.load32_splat(ref(at, 6))
  const epsilon = v128.load32_splat(ref(at, 7))
  const rate = v128.load32_splat(ref(at, 8))
  const bytes = rowBytes(cols)
  const mask = tailMask(cols)
  for (let i = 0; i < rows; i++) {
    const end = dst + bytes
    for (; dst < end; dst += 16) {
      const x = v128.load(dst + g)
      const y = flush4(x, tinySquared)
      const mean = flush4(f32x4.add(f32x4.mul(v128.load(dst + v), decay), f32x4.mul(f32x4.mul(y, y), rest)), tiny)
      v128.store(dst + v, mean)
      v128.store(dst, f32x4.mul(f32x4.div(x, f32x4.add(f32x4.sqrt(f32x4.mul(mean, correction)), epsilon)), rate))
    }
    if ((cols & 3) != 0) v128.store(end - 16, v128.and(v128.load(end - 16), mask))
  }
}

export function guard(at: usize): void {
  const cols = int(at, 5)
  let dst = ref(at, 1)
  const a = ref(at, 2) - dst
  const g = ref(at, 3) - dst
  const sum = ref(at, 4)
  const bytes = rowBytes(cols)
  const keep = tailMask(cols)
  let lanes = f32x4.splat(0)
  const last = dst + ((<usize>blockLength) << 2)
  while (dst < last) {
    const end = dst + bytes - 16
    for (; dst < end; dst += 16) {
      const value = v128.load(dst + a)
      v128.store(dst, value)
      lanes = f32x4.add(lanes, f32x4.mul(value, v128.load(dst + g)))
    }
    const value = v128.and(v128.load(dst + a), keep)
    v128.store(dst, value)
    lanes = f32x4.add(lanes, f32x4.mul(value, v128.and(v128.load(dst + g), keep)))
    dst += 16
  }
  store<f32>(sum, load<f32>(sum) + sumLanes(lanes))
}
