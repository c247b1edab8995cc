import { int, ref, relocate, rowBytes, storeSingle, sumLanes, tailMask } from './memory'
import { exp4 } from './transcendental'

@inline function rowSum(a: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0)
  for (let j: usize = 0; j < bytes; j += 16) sum = f32x4.add(sum, v128.load(a + j))
  return sumLanes(sum)
}

@inline function dot(a: usize, b: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0)
  for (let j: usize = 0; j < bytes; j += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(a + j), v128.load(b + j)))
  return sumLanes(sum)
}

@inline function rowMax(a: usize, cols: i32): f32 {
  const last = rowBytes(cols) - 16
  let largest = f32x4.splat(-Infinity)
  for (let j: usize = 0; j < last; j += 16) largest = f32x4.max(largest, v128.load(a + j))
  largest = f32x4.max(largest, v128.bitselect(v128.load(a + last), f32x4.splat(-Infinity), tailMask(cols)))
  return max<f32>(max<f32>(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1)),
    max<f32>(f32x4.extract_lane(largest, 2), f32x4.extract_lane(largest, 3)))
}

@inline function maskTail(end: usize, cols: i32): void {
  if ((cols & 3) != 0) v128.store(end - 16, v128.and(v128.load(end - 16), tailMask(cols)))
}

export function reduce(at: usize): void {
  const largest = int(at, 1) == 1
  let dst = ref(at, 2)
  let a = ref(at, 3)
  const cols = int(at, 5)
  const bytes = rowBytes(cols)
  for (let i = int(at, 4); i > 0; i--, dst += 16, a += bytes) {
    if (largest) storeSingle(dst, rowMax(a, cols))
    else storeSingle(dst, rowSum(a, bytes))
  }
}

export function columns(at: usize): void {
  const dst = ref(at, 1)
  const a = ref(at, 2)
  const rows = int(at, 3)
  const cols = int(at, 4)
  const bytes = rowBytes(cols)
  for (let j: usize = 0; j < bytes; j += 16) {
    let sum = f32x4.splat(0)
    for (let i = rows, from = a + j; i > 0; i--, from += bytes) sum = f32x4.add(sum, v128.load(from))
    v128.store(dst + j, sum)
  }
  maskTail(dst + bytes, cols)
}

export function normalize(at: usize): void {
  const center = int(at, 1) == 1
  const epsilon = load<f32>(ref(at, 2))
  let dst = ref(at, 3)
  let scale = ref(at, 4)
  let a = ref(at, 5)
  const cols = int(at, 7)
  const bytes = rowBytes(cols)
  for (let i = int(at, 6); i > 0; i--, dst += bytes, a += bytes, scale += 16) {
    const mean = f32x4.splat(center ? rowSum(a, bytes) / <f32>cols : 0)
    for (let j: usize = 0; j < bytes; j += 16) v128.store(dst + j, f32x4.sub(v128.load(a + j), mean))
    maskTail(dst + bytes, cols)
    const square: f32 = dot(dst, dst, bytes) / <f32>cols
    const factor: f32 = 1 / sqrt<f32>(square + epsilon)
    const factors = f32x4.splat(factor)
    for (let j: usize = 0; j < bytes; j += 16) v128.store(dst + j, f32x4.mul(v128.load(dst + j), factors))
    maskTail(dst + bytes, cols)
    storeSingle(scale, factor)
  }
}

export function normalizeGrad(at: usize): void {
  const center = int(at, 1) == 1
  let dst = ref(at, 2)
  let g = ref(at, 3)
  let y = ref(at, 4)
  let scale = ref(at, 5)
  const cols = int(at, 7)
  const bytes = rowBytes(cols)
  for (let i = int(at, 6); i > 0; i--, dst += bytes, g += bytes, y += bytes, scale += 16) {
    const mean = f32x4.splat(center ? rowSum(g, bytes) / <f32>cols : 0)
    const slope = f32x4.splat(dot(g, y, bytes) / <f32>cols)
    const factor = v128.load32_splat(scale)
    for (let j: usize = 0; j < bytes; j += 16) {
      const centered = f32x4.sub(v128.load(g + j), mean)
      v128.store(dst + j, f32x4.mul(f32x4.sub(centered, f32x4.mul(v128.load(y + j), slope)), factor))
    }
    maskTail(dst + bytes, cols)
  }
}

export function softmax(at: usize): void {
  let dst = ref(at, 1)
  let a = ref(at, 2)
  const cols = int(at, 4)
  const bytes = rowBytes(cols)
  for (let i = int(at, 3); i > 0; i--, dst += bytes, a += bytes) {
    const largest = f32x4.splat(rowMax(a, cols))
    for (let j: usize = 0; j < bytes; j += 16) v128.store(dst + j, exp4(f32x4.sub(v128.load(a + j), largest)))
    maskTail(dst + bytes, cols)
    const sum = f32x4.splat(rowSum(dst, bytes))
    for (let j: usize = 0; j < bytes; j += 16) v128.store(dst + j, f32x4.div(v128.load(dst + j), sum))
    maskTail(dst + bytes, cols)
  }
}

export function softmaxGrad(at: usize): void {
  let dst = ref(at, 1)
  let g = ref(at, 2)
  let y = ref(at, 3)
  const cols = int(at, 5)
  const bytes = rowBytes(cols)
  for (let i = int(at, 4); i > 0; i--, dst += bytes, g += bytes, y += bytes) {
    const mean = f32x4.splat(dot(g, y, bytes))
    for (let j: usize = 0; j < bytes; j += 16) {
      v128.store(dst + j, f32x4.mul(v128.load(y + j), f32x4.sub(v128.load(g + j), mean)))
    }
    maskTail(dst + bytes, cols)
  }
}

export function firstMax(at: usize): void {
  let dst = ref(at, 1)
  let a = ref(at, 2)
  const cols = int(at, 4)
  const bytes = rowBytes(cols)
  for (let i = int(at, 3); i > 0; i--, dst += bytes, a += bytes) {
    const largest = rowMax(a, cols)
    let place: usize = 0
    const end = (<usize>cols) << 2
    while (place < end && load<f32>(a + place) != largest) place += 4
    memory.fill(dst, 0, bytes)
    if (place < end) store<f32>(dst + place, 1)
  }
}

export function norm(at: usize): void {
  const dst = ref(at, 1)
  let a = ref(at, 2)
  const b = int(at, 3)
  const rows = int(at, 4)
  const cols = int(at, 5)
  const bytes = rowBytes(cols)
  let total: f32 = 0
  if (b >= 0) {
    const other = relocate(b)
    total = dot(a, a, rowBytes(rows)) * dot(other, other, bytes)
  } else {
    for (let i = 0; i < rows; i++, a += bytes) total += dot(a, a, bytes)
  }
  storeSingle(dst, total)
}
