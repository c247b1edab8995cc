import { blockLength, int, ref, rowBytes, tailMask, wordAddress } from './memory'

@inline function nextBits(state: usize): u32 {
  const s0 = load<u32>(state)
  const s1 = load<u32>(state, 4)
  let s2 = load<u32>(state, 8)
  let s3 = load<u32>(state, 12)
  const result = rotl<u32>(s0 + s3, 7) + s0
  const moved = s1 << 9
  s2 ^= s0
  s3 ^= s1
  store<u32>(state, s1 ^ s2, 4)
  store<u32>(state, s0 ^ s3)
  store<u32>(state, s2 ^ moved, 8)
  store<u32>(state, rotl<u32>(s3, 11), 12)
  return result
}

export function mask(at: usize): void {
  let dst = ref(at, 1)
  const rate = load<f32>(ref(at, 2))
  const seed = wordAddress(int(at, 3))
  const cols = int(at, 5)
  const bytes = rowBytes(cols)
  const end = (<usize>cols) << 2
  const kept: f32 = 1 / (1 - rate)
  for (let i = int(at, 4); i > 0; i--, dst += bytes) {
    for (let j: usize = 0; j < end; j += 4) {
      store<f32>(dst + j, <f32>(nextBits(seed) >>> 8) * <f32>(1.0 / 16777216.0) < rate ? 0 : kept)
    }
    memory.fill(dst + end, 0, bytes - end)
  }
}

export function signs(at: usize): void {
  let dst = ref(at, 1)
  const seed = wordAddress(int(at, 2))
  const cols = int(at, 3)
  const bytes = rowBytes(cols)
  const keep = tailMask(cols)
  const lane = i32x4(1, 2, 4, 8)
  const last = dst + ((<usize>blockLength) << 2)
  while (dst < last) {
    const end = dst + bytes
    let bits: u32 = 0
    for (let col = 0; dst < end; dst += 16, col += 4) {
      bits = (col & 31) == 0 ? nextBits(seed) : bits >> 4
      const set = i32x4.eq(v128.and(i32x4.splat(bits), lane), lane)
      v128.store(dst, v128.bitselect(f32x4.splat(1), f32x4.splat(-1), set))
    }
    if ((cols & 3) != 0) v128.store(end - 16, v128.and(v128.load(end - 16), keep))
  }
}
