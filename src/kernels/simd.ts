import type { Machine, MachineLayout } from './isa.js'
import { type CompiledModule, kernelBytes } from './kernelModule.js'

interface Exports {
  init(wordsByte: number, stateEnd: number, tapeStart: number, blockCapacity: number): void
  run(pc: number, slotOffset: number): number
}

const PAGE = 65536

/** The compiled kernels, or why there are none. Kept: what the engine can do doesn't change. */
let compiled: CompiledModule | string | undefined

/** Compiles the kernels once. Where that can't be done, says why. */
export function compileKernels(): CompiledModule | string {
  compiled ??= compile()
  return compiled
}

function compile(): CompiledModule | string {
  if (typeof WebAssembly !== 'object') return 'there is no WebAssembly here'
  const bytes = kernelBytes()
  try {
    return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : 'WebAssembly has no SIMD here'
  } catch (error) {
    // A page's Content-Security-Policy may forbid it; old Chromes refuse more than 4 KiB on the main thread.
    return `WebAssembly can't be compiled here (${error instanceof Error ? error.message : String(error)})`
  }
}

/**
 * A machine of WebAssembly SIMD kernels. Its memory is made once, at its final size: `data` from byte 0, then the words.
 *
 * @throws {RangeError} if there is no room for so much memory
 */
export const createSimdMachine = (layout: MachineLayout, module: CompiledModule): Machine => {
  const wordsByte = Math.ceil((layout.dataLength * 4) / 16) * 16
  const pages = Math.max(1, Math.ceil((wordsByte + layout.wordsLength * 4) / PAGE))
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  const { init, run } = exports as unknown as Exports
  init(wordsByte, layout.stateEnd, layout.tapeStart, layout.blockCapacity)
  return {
    kind: 'simd',
    data: new Float32Array(memory.buffer, 0, layout.dataLength),
    words: new Int32Array(memory.buffer, wordsByte, layout.wordsLength),
    run: (pc, slotOffset) => run(pc, slotOffset),
  }
}
