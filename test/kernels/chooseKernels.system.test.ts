import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { createLearner, createModel, dense, kernelBytes, type ModelOptions } from '../../src/index.js'

/* Which arithmetic a model runs on: what was asked for, or an error; else what there is, and why. */

const spec: ModelOptions = { input: 2, layers: [dense(3)], seed: 1 }
const output = createModel({ ...spec, kernels: 'reference' }).predict([1, 2])

/** Loads Eddy anew where WebAssembly is `instead`, and runs. */
async function where<T>(instead: unknown, run: (eddy: typeof import('../../src/index.js')) => T): Promise<T> {
  vi.resetModules()
  vi.stubGlobal('WebAssembly', instead)
  try {
    return run(await import('../../src/index.js'))
  } finally {
    vi.unstubAllGlobals()
  }
}

const real = WebAssembly
class Forbidden {
  constructor() {
    throw new real.CompileError('the policy \u001b[2J says no')
  }
}
const platforms: Readonly<Record<string, unknown>> = {
  'there is no WebAssembly here': undefined,
  'WebAssembly has no SIMD here': { ...real, validate: () => false, Module: real.Module },
  "WebAssembly can't be compiled here": { validate: () => true, Module: Forbidden },
}

let warn: MockInstance<typeof console.warn> | undefined
afterEach(() => warn?.mockRestore())
const silent = (): MockInstance<typeof console.warn> =>
  (warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined))

describe.each(Object.entries(platforms))('where %s', (reason, platform) => {
  it('models run on the twin, with the same bits; this is said once', async () => {
    const said = silent()
    const models = await where(platform, (eddy) =>
      [1, 2, 3].map(() => eddy.createModel({ ...spec, layers: [eddy.dense(3)] })),
    )
    for (const model of models) {
      expect(model.kernels.kind).toBe('reference')
      expect(model.kernels.reason).toContain(reason)
      expect(model.predict([1, 2])).toEqual(output)
    }
    expect(said).toHaveBeenCalledTimes(1)
    expect(said.mock.calls[0]?.[0]).toContain(reason)
    expect(said.mock.calls[0]?.[0]).not.toContain('\u001b')
  })

  it('SIMD that was asked for is an error with the way out; the others run without a word', async () => {
    const said = silent()
    await where(platform, (eddy) => {
      const wanted = expect.objectContaining({ code: 'ERR_KERNELS', message: expect.stringContaining(reason) })
      const layers = [eddy.dense(3)]
      expect(() => eddy.createModel({ ...spec, layers, kernels: 'simd' })).toThrow(wanted)
      expect(() => eddy.createLearner({ task: 'regression', input: 2, kernels: 'simd' })).toThrow(wanted)
      for (const kernels of ['reference', 'float64'] as const) {
        expect(eddy.createModel({ ...spec, layers, kernels }).kernels).toEqual({
          kind: kernels,
          reason: 'it was asked for',
        })
      }
    })
    expect(said).not.toHaveBeenCalled()
  })
})

describe('where there is SIMD', () => {
  it('models run on it, asked for or not, without a word', () => {
    const said = silent()
    expect(createModel(spec).kernels).toEqual({ kind: 'simd', reason: 'WebAssembly has SIMD here' })
    expect(createModel({ ...spec, kernels: 'simd' }).kernels).toEqual({ kind: 'simd', reason: 'it was asked for' })
    expect(createLearner({ task: 'regression', input: 2 }).model?.kernels.kind).toBe('simd')
    expect(said).not.toHaveBeenCalled()
  })
})

describe('a module that was compiled before', () => {
  const module = new WebAssembly.Module(kernelBytes())

  it('runs a model and a learner, where nothing can be compiled too', async () => {
    const said = silent()
    const given = createModel({ ...spec, kernels: module })
    expect(given.kernels).toEqual({ kind: 'simd', reason: 'a compiled module was given' })
    expect(given.predict([1, 2])).toEqual(output)
    expect(createLearner({ task: 'regression', input: 2, kernels: module }).model?.kernels.kind).toBe('simd')
    const strict = {
      ...(platforms["WebAssembly can't be compiled here"] as object),
      Module: real.Module,
      Memory: real.Memory,
      Instance: real.Instance,
      validate: () => false,
    }
    const there = await where(strict, (eddy) => eddy.createModel({ ...spec, layers: [eddy.dense(3)], kernels: module }))
    expect(there.predict([1, 2])).toEqual(output)
    expect(said).not.toHaveBeenCalled()
  })

  it('is refused where it is no module of these kernels', () => {
    const empty = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))
    const other = kernelBytes()
    other[other.length - 1] = (other[other.length - 1] ?? 0) ^ 1
    for (const kernels of [empty, new WebAssembly.Module(other), {}, kernelBytes(), 'sind', null]) {
      const refused = expect.objectContaining({ code: 'ERR_OPTION', message: expect.stringContaining('kernelBytes()') })
      expect(() => createModel({ ...spec, kernels: kernels as never })).toThrow(refused)
      expect(() => createLearner({ task: 'regression', kernels: kernels as never })).toThrow(refused)
    }
  })

  it('is in the package as eddy/kernels.wasm', () => {
    const path = fileURLToPath(import.meta.resolve('eddy/kernels.wasm'))
    expect(new Uint8Array(readFileSync(path))).toEqual(kernelBytes())
  })
})

it('a misspelt kind does not compile', () => {
  // @ts-expect-error -- no such kind
  expect(() => createModel({ ...spec, kernels: 'sind' })).toThrow()
})
