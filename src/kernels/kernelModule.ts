import { simdModule } from './simdModule.js'

/** A compiled WebAssembly module, on platforms that have them. */
export type CompiledModule = object &
  (typeof globalThis extends { readonly WebAssembly: { readonly Module: { readonly prototype: infer M } } } ? M : never)

/** Names the section that says which kernels a module holds. */
const SECTION = 'eddy.kernels'

const decode = (base64: string): Uint8Array<ArrayBuffer> => {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

/** FNV-1a, 32 bits, as hexadecimal text: tells the kernels of one version from those of another. */
function fingerprint(bytes: Uint8Array): string {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}

/**
 * The WebAssembly module of the SIMD kernels, as bytes: to be compiled where that is allowed, for `createModel({ kernels })` where
 * it isn't. The same bytes are in the package as `eddy/kernels.wasm`.
 */
export function kernelBytes(): Uint8Array & { readonly buffer: ArrayBuffer } {
  const code = decode(simdModule)
  const text = (value: string): number[] => Array.from(value, (character) => character.charCodeAt(0))
  const content = [SECTION.length, ...text(SECTION), ...text(fingerprint(code))]
  const bytes = new Uint8Array(code.length + 2 + content.length)
  bytes.set(code)
  // A custom section: 0, its length, the length of its name, name and content.
  bytes.set([0, content.length, ...content], code.length)
  return bytes
}

/** Whether a value is a module that was compiled from `kernelBytes` of this version. */
export function isKernelModule(value: unknown): value is CompiledModule {
  if (typeof WebAssembly !== 'object' || !(value instanceof WebAssembly.Module)) return false
  const [section] = WebAssembly.Module.customSections(value, SECTION)
  if (!section) return false
  return String.fromCharCode(...new Uint8Array(section)) === fingerprint(decode(simdModule))
}
