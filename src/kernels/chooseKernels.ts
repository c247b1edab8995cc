import { EddyError } from '../error.js'
import { custom, type Expectation } from '../options.js'
import { warn } from '../warnings.js'
import type { MachineKind } from './isa.js'
import { type CompiledModule, isKernelModule } from './kernelModule.js'
import { compileKernels } from './simd.js'

/**
 * Which arithmetic a model runs on: `simd` (WebAssembly), its bit-identical twin `reference` in plain JavaScript, or `float64` in
 * double precision. Or a WebAssembly module that was compiled from `kernelBytes()`, for where compiling is forbidden.
 */
export type Kernels = MachineKind | CompiledModule

/** The arithmetic in use, and why. */
export interface ChosenKernels {
  readonly kind: MachineKind
  readonly reason: string
}

/** The same, with what a machine needs of it. */
export type KernelChoice =
  | { readonly kind: 'simd'; readonly reason: string; readonly module: CompiledModule }
  | { readonly kind: 'reference' | 'float64'; readonly reason: string }

const kinds: readonly unknown[] = ['simd', 'reference', 'float64']

export const kernelsOption: Expectation = custom(
  "'simd', 'reference', 'float64', or a WebAssembly.Module that was compiled from kernelBytes() of this version",
  (value) => kinds.includes(value) || isKernelModule(value),
)

/** Whether it was said that there is no SIMD; once in a process is enough. */
let said = false

/**
 * What to run on. Left out, SIMD where there is some, else its twin: this is printed once.
 *
 * @throws {EddyError} ERR_KERNELS if SIMD is asked for, and there is none
 */
export function chooseKernels(kernels: Kernels | undefined): KernelChoice {
  if (typeof kernels === 'object') return { kind: 'simd', reason: 'a compiled module was given', module: kernels }
  if (kernels === 'reference' || kernels === 'float64') return { kind: kernels, reason: 'it was asked for' }
  const module = compileKernels()
  if (typeof module !== 'string') {
    return { kind: 'simd', reason: kernels ? 'it was asked for' : 'WebAssembly has SIMD here', module }
  }
  if (kernels === 'simd') {
    throw new EddyError(
      'ERR_KERNELS',
      `createModel: \`kernels\` is 'simd', and ${module}. Leave it out to run on the twin, which is slower and gives the same bits, or give a WebAssembly.Module that was compiled from kernelBytes() elsewhere`,
    )
  }
  if (!said) {
    said = true
    warn(
      `models run on plain JavaScript, several times slower and with the same bits: ${module}. createModel({ kernels: 'reference' }) silences this`,
    )
  }
  return { kind: 'reference', reason: module }
}
