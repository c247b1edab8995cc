import type { Machine, MachineLayout } from './isa.js'
import { Op } from './isa.js'
import { unary32, unary64 } from './reference/functions.js'
import { instructions } from './reference/instructions.js'
import type { Operands, Scope } from './reference/scope.js'
import { update } from './reference/update.js'
import { signatures } from './signatures.js'
import { exp } from './transcendental.js'

const createScope = (layout: MachineLayout, kind: 'reference' | 'float64'): Scope => {
  const words = new Int32Array(layout.wordsLength)
  const single = kind === 'reference'
  return {
    data: single ? new Float32Array(layout.dataLength) : new Float64Array(layout.dataLength),
    words,
    round: single ? Math.fround : (x) => x,
    unary: single ? unary32 : unary64,
    exp: single ? exp : Math.exp,
    blockLength: 0,
  }
}

/**
 * A machine in plain TypeScript: `reference` leaves the bits the SIMD machine leaves, `float64` computes in double
 * precision. Slow and plain on purpose. Operands are trusted: plans come from the planner, never from outside.
 */
export const createReferenceMachine = (layout: MachineLayout, kind: 'reference' | 'float64'): Machine => {
  const scope = createScope(layout, kind)
  const { data, words } = scope
  const operands: Operands = new Int32Array(16)

  const relocate = (address: number, slotOffset: number, blockOffset: number): number => {
    if (address < layout.stateEnd) return address + blockOffset
    return address < layout.tapeStart ? address : address + slotOffset
  }

  const decode = (pc: number, signature: string, slotOffset: number, blockOffset: number): void => {
    for (let i = 0; i < signature.length; i++) {
      const word = words[pc + 1 + i] ?? 0
      const plain = signature[i] === 'i' || (signature[i] === 'o' && word < 0)
      operands[i] = plain ? word : relocate(word, slotOffset, blockOffset)
    }
  }

  const runFrom = (start: number, slotOffset: number, blockOffset: number): number => {
    let pc = start
    for (;;) {
      const code = words[pc] ?? Op.END
      if (code === Op.END) return 0
      const signature = signatures[code] ?? ''
      decode(pc, signature, slotOffset, blockOffset)
      const status =
        code === Op.UPDATE
          ? update(scope, operands, layout.blockCapacity, (rule, block) => runFrom(rule, slotOffset, block))
          : instructions.get(code)?.(scope, operands)
      if (status !== undefined && status !== 0) return status
      pc += 1 + signature.length
    }
  }

  return { kind, data, words, run: (pc, slotOffset) => runFrom(pc, slotOffset, 0) }
}
