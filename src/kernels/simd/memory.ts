/** Where things are. `data` begins at byte 0, `words` at a byte given once. */

let wordsAt: usize = 0
let stateEnd: i32 = 0
let tapeStart: i32 = 0
export let blockCapacity: i32 = 0
let slotOffset: i32 = 0
let blockOffset: i32 = 0
/** Length of the block UPDATE is at; stands in for `cols` where rows = 0. */
export let blockLength: i32 = 0

export function place(words: usize, state: i32, tape: i32, capacity: i32): void {
  wordsAt = words
  stateEnd = state
  tapeStart = tape
  blockCapacity = capacity
}

export function enterSlot(offset: i32): void {
  slotOffset = offset
  blockOffset = 0
}

export function enterBlock(offset: i32, length: i32): void {
  blockOffset = offset
  blockLength = length
}

/** Byte address of the word at `pc`. */
@inline
export function wordAddress(pc: i32): usize {
  return wordsAt + ((<usize>pc) << 2)
}

/** The plain operand at byte `at`, `k` words on. */
@inline
export function int(at: usize, k: usize): i32 {
  return load<i32>(at + (k << 2))
}

/** Byte address of element `address`, relocated. */
@inline
export function relocate(address: i32): usize {
  let moved = address
  if (address >= tapeStart) moved += slotOffset
  else if (address < stateEnd) moved += blockOffset
  return (<usize>moved) << 2
}

/** Byte address that the operand `k` words after byte `at` stands for. */
@inline
export function ref(at: usize, k: usize): usize {
  return relocate(load<i32>(at + (k << 2)))
}

/** Bytes per row of `cols` numbers. */
@inline
export function rowBytes(cols: i32): usize {
  return (<usize>((cols + 3) & ~3)) << 2
}

/** All bits where a number of the last vector of a row is real, none where it is padding. */
@inline
export function tailMask(cols: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(((cols - 1) & 3) + 1))
}

/** (l0 + l1) + (l2 + l3) */
@inline
export function sumLanes(v: v128): f32 {
  return (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1)) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
}

/** One number as a row of its own: the rest zeros. */
@inline
export function storeSingle(at: usize, value: f32): void {
  v128.store(at, f32x4.replace_lane(f32x4.splat(0), 0, value))
}
