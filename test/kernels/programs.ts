import type { Machine, MachineLayout } from '../../src/kernels/isa.js'
import { Op } from '../../src/kernels/isa.js'

/** A small machine's layout: no state below 0, everything constant, so that addresses are as written. */
export const layout: MachineLayout = {
  dataLength: 16384,
  wordsLength: 2048,
  stateEnd: 4096,
  tapeStart: 12288,
  blockCapacity: 64,
}

/** Where the programs below put things: inputs, a second and third input, results, a few scalars, UPDATE's scratch. */
export const at = { a: 0, b: 4096, c: 6144, dst: 8192, scale: 10240, scalar: 11264, scratch: 12032 } as const

/** Writes a program from word 0, run once. */
export const execute = (machine: Machine, program: readonly (readonly number[])[], slotOffset = 0): number => {
  machine.words.set([...program.flat(), Op.END], 0)
  return machine.run(0, slotOffset)
}

/** A repeatable generator of awkward numbers in float32: signed, of many sizes, some zeros. */
export const numbers = (seed: number): (() => number) => {
  let state = seed | 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    const unit = (state >>> 8) / 8388608 - 1
    return Math.fround((state & 0x700) === 0 ? 0 : unit * (1 + ((state >>> 16) & 3)))
  }
}

/** Fills rows of `cols` numbers, padding left at zero. */
export const fillRows = (machine: Machine, start: number, rows: number, cols: number, next: () => number): void => {
  const step = (cols + 3) & ~3
  for (let i = 0; i < rows; i++) {
    machine.data.fill(0, start + i * step, start + (i + 1) * step)
    for (let j = 0; j < cols; j++) machine.data[start + i * step + j] = next()
  }
}

/** First element where the bits differ, as text, or undefined; any NaN equals any other. */
export const difference = (a: Machine, b: Machine): string | undefined => {
  for (let i = 0; i < a.data.length; i++) {
    const [x, y] = [a.data[i], b.data[i]]
    if (!Object.is(x, y)) return `data[${i}]: ${x} in ${a.kind}, ${y} in ${b.kind}`
  }
  for (let i = 0; i < a.words.length; i++) {
    if (a.words[i] !== b.words[i]) return `words[${i}]: ${a.words[i]} in ${a.kind}, ${b.words[i]} in ${b.kind}`
  }
  return undefined
}
