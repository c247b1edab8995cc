import type { Machine, MachineLayout } from './isa.js'
import { simdModule } from './simdModule.js'

interface Exports {
  init(wordsByte: number, stateEnd: number, tapeStart: number, blockCapacity: number): void
  run(pc: number, slotOffset: number): number
}

const PAGE = 65536

/** undefined: not tried yet. null: this engine has no WebAssembly, or no SIMD. */
let compiled: WebAssembly.Module | null | undefined

const decode = (base64: string): Uint8Array<ArrayBuffer> => {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

const compile = (): WebAssembly.Module | null => {
  if (typeof WebAssembly !== 'object') return null
  const bytes = decode(simdModule)
  try {
    return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null
  } catch {
    // A page's Content-Security-Policy may forbid compiling; old Chromes refuse more than 4 KiB on the main thread.
    return null
  }
}

/**
 * A machine of WebAssembly SIMD kernels, or undefined where the engine has none. Its memory is made once, at its final
 * size: `data` from byte 0, then the words.
 */
export const createSimdMachine = (layout: MachineLayout): Machine | undefined => {
  if (compiled === undefined) compiled = compile()
  if (compiled === null) return undefined
  const wordsByte = Math.ceil((layout.dataLength * 4) / 16) * 16
  const pages = Math.max(1, Math.ceil((wordsByte + layout.wordsLength * 4) / PAGE))
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } })
  const { init, run } = exports as unknown as Exports
  init(wordsByte, layout.stateEnd, layout.tapeStart, layout.blockCapacity)
  return {
    kind: 'simd',
    data: new Float32Array(memory.buffer, 0, layout.dataLength),
    words: new Int32Array(memory.buffer, wordsByte, layout.wordsLength),
    run: (pc, slotOffset) => run(pc, slotOffset),
  }
}
