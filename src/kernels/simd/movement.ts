import { int, ref, rowBytes, wordAddress } from './memory'

export function take(at: usize): void {
  const dst = ref(at, 1)
  const a = ref(at, 2)
  const table = wordAddress(int(at, 3))
  const count = int(at, 4)
  const end = (<usize>count) << 2
  for (let j: usize = 0; j < end; j += 4) {
    const index = load<i32>(table + j)
    let value: f32 = 0
    if (index >= 0) value = load<f32>(a + ((<usize>index) << 2))
    else if (index == -2) value = -Infinity
    store<f32>(dst + j, value)
  }
  memory.fill(dst + end, 0, rowBytes(count) - end)
}

export function scatter(at: usize): void {
  const dst = ref(at, 1)
  const a = ref(at, 2)
  const table = wordAddress(int(at, 3))
  const end = (<usize>int(at, 4)) << 2
  memory.fill(dst, 0, rowBytes(int(at, 5)))
  for (let j: usize = 0; j < end; j += 4) {
    const index = load<i32>(table + j)
    if (index < 0) continue
    const to = dst + ((<usize>index) << 2)
    store<f32>(to, load<f32>(to) + load<f32>(a + j))
  }
}

/** 0, or STATUS_ID at the first id that is not a row of the table. */
export function gatherRows(at: usize): i32 {
  let dst = ref(at, 1)
  const table = ref(at, 2)
  let ids = ref(at, 3)
  const rows = <f32>int(at, 5)
  const cols = int(at, 6)
  const bytes = rowBytes(cols)
  const end = (<usize>cols) << 2
  for (let i = int(at, 4); i > 0; i--, dst += bytes, ids += 4) {
    const id = load<f32>(ids)
    if (!(id >= 0 && id < rows && trunc<f32>(id) == id)) return 3
    memory.copy(dst, table + (<usize>(<i32>id)) * bytes, end)
    memory.fill(dst + end, 0, bytes - end)
  }
  return 0
}

export function scatterRows(at: usize): void {
  const dst = ref(at, 1)
  let g = ref(at, 2)
  let ids = ref(at, 3)
  const rows = int(at, 5)
  const cols = int(at, 6)
  const bytes = rowBytes(cols)
  const end = (<usize>cols) << 2
  memory.fill(dst, 0, <usize>rows * bytes)
  for (let i = int(at, 4); i > 0; i--, g += bytes, ids += 4) {
    const id = load<f32>(ids)
    if (!(id >= 0 && id < <f32>rows)) continue
    const to = dst + (<usize>(<i32>id)) * bytes
    for (let j: usize = 0; j < end; j += 4) store<f32>(to + j, load<f32>(to + j) + load<f32>(g + j))
  }
}

/** 0, or the status if any number is infinite or NaN. */
export function finite(at: usize): i32 {
  let a = ref(at, 1)
  let count = int(at, 2)
  const exponent = i32x4.splat(0x7f800000)
  let bad = i32x4.splat(0)
  for (; count >= 4; count -= 4, a += 16) {
    bad = v128.or(bad, i32x4.eq(v128.and(v128.load(a), exponent), exponent))
  }
  let found = v128.any_true(bad)
  for (; count > 0; count--, a += 4) found = found || (load<i32>(a) & 0x7f800000) == 0x7f800000
  return found ? int(at, 3) : 0
}
