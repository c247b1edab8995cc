import { binary, blend, select, unary } from './elementwise'
import { axpy, axpy1, nn, nt, tn } from './matrices'
import { blockCapacity, enterBlock, enterSlot, int, place, ref, relocate, rowBytes, tailMask, wordAddress } from './memory'
import { finite, gatherRows, scatter, scatterRows, take } from './movement'
import { mask, signs } from './random'
import { guard, rms } from './steps'
import { columns, firstMax, norm, normalize, normalizeGrad, reduce, softmax, softmaxGrad } from './rows'

/** Words begin at byte `words`; the rest as in MachineLayout. */
export function init(words: usize, stateEnd: i32, tapeStart: i32, capacity: i32): void {
  place(words, stateEnd, tapeStart, capacity)
}

export function run(pc: i32, slotOffset: i32): i32 {
  enterSlot(slotOffset)
  return runFrom(pc)
}

function runFrom(pc: i32): i32 {
  let at = wordAddress(pc)
  while (true) {
    switch (load<i32>(at)) {
      case 1: unary(at); at += 6 << 2; break
      case 2: binary(at); at += 11 << 2; break
      case 3: select(at); at += 7 << 2; break
      case 4: blend(at); at += 9 << 2; break
      case 5: nt(at); at += 9 << 2; break
      case 6: nn(at); at += 8 << 2; break
      case 7: tn(at); at += 8 << 2; break
      case 8: reduce(at); at += 6 << 2; break
      case 9: columns(at); at += 5 << 2; break
      case 10: normalize(at); at += 8 << 2; break
      case 11: normalizeGrad(at); at += 8 << 2; break
      case 12: softmax(at); at += 5 << 2; break
      case 13: softmaxGrad(at); at += 6 << 2; break
      case 14: take(at); at += 5 << 2; break
      case 15: scatter(at); at += 6 << 2; break
      case 16: {
        const status = gatherRows(at)
        if (status != 0) return status
        at += 7 << 2
        break
      }
      case 17: scatterRows(at); at += 7 << 2; break
      case 18: firstMax(at); at += 5 << 2; break
      case 19: mask(at); at += 6 << 2; break
      case 20: {
        const status = finite(at)
        if (status != 0) return status
        at += 4 << 2
        break
      }
      case 21: norm(at); at += 6 << 2; break
      case 22: {
        const status = update(at)
        if (status != 0) return status
        at += 8 << 2
        break
      }
      case 23: axpy1(at); at += 7 << 2; break
      case 24: axpy(at); at += 5 << 2; break
      case 25: rms(at); at += 11 << 2; break
      case 26: guard(at); at += 6 << 2; break
      case 27: signs(at); at += 4 << 2; break
      default: return 0
    }
  }
  return 0
}

/** Writes the gradient of `height` rows, the outer product of a and b, to `scratch`. */
function outer(scratch: usize, a: usize, b: usize, height: i32, cols: i32): void {
  const bytes = rowBytes(cols)
  const keep = tailMask(cols)
  for (let i = 0; i < height; i++, a += 4, scratch += bytes) {
    const factor = v128.load32_splat(a)
    for (let j: usize = 0; j < bytes; j += 16) v128.store(scratch + j, f32x4.mul(factor, v128.load(b + j)))
    if ((cols & 3) != 0) v128.store(scratch + bytes - 16, v128.and(v128.load(scratch + bytes - 16), keep))
  }
}

function update(at: usize): i32 {
  const w = int(at, 1)
  const target = ref(at, 1)
  const a = ref(at, 2)
  const bWord = int(at, 3)
  const b = relocate(bWord)
  const rows = int(at, 4)
  const cols = int(at, 5)
  const rule = int(at, 6)
  const scratch = ref(at, 7)
  const bytes = rowBytes(cols)
  const step = <i32>(bytes >> 2)
  const height = max(1, step > 0 ? blockCapacity / step : 1)
  const keep = tailMask(cols)
  let status = 0
  for (let from = 0; from < rows && status == 0; from += height) {
    const count = min(height, rows - from)
    if (bWord < 0) memory.copy(scratch, a + <usize>from * bytes, <usize>count * bytes)
    else outer(scratch, a + ((<usize>from) << 2), b, count, cols)
    enterBlock(w + from * step, count * step)
    status = runFrom(rule)
    if ((cols & 3) != 0 && status == 0) {
      let last = target + <usize>from * bytes + bytes - 16
      for (let i = 0; i < count; i++, last += bytes) v128.store(last, v128.and(v128.load(last), keep))
    }
  }
  enterBlock(0, 0)
  return status
}
