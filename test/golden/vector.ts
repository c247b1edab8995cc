import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'vitest'

/** A tensor in a golden file, row-major. */
export interface GoldenTensor { readonly shape: readonly number[]; readonly data: readonly number[] }
export type GoldenTensors = Readonly<Record<string, GoldenTensor>>

export interface GoldenVjp {
  readonly case: string
  readonly inputs: GoldenTensors
  readonly weights: GoldenTensors
  readonly aux?: GoldenTensors
  readonly outputs: GoldenTensors
  readonly cotangents: GoldenTensors
  readonly gradInputs: GoldenTensors
  readonly gradWeights: GoldenTensors
}

export interface GoldenLoss {
  readonly case: string
  readonly inputs: GoldenTensors
  readonly targets: GoldenTensors
  readonly loss: number
  readonly gradInputs: GoldenTensors
}

export const goldenCases = (folder: 'vjp' | 'loss'): string[] =>
  readdirSync(new URL(`./${folder}/`, import.meta.url)).map((file) => file.replace('.json', ''))

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
export const goldenVjp = (name: string): GoldenVjp => read(`./vjp/${name}.json`) as GoldenVjp
export const goldenDropout = (): GoldenVjp => read('./dropout_mask.json') as GoldenVjp
export const goldenLoss = (name: string): GoldenLoss => read(`./loss/${name}.json`) as GoldenLoss

/** A recurrent case: whatever its note describes. */
export const goldenSequence = (name: string): unknown => read(`./sequence/${name}.json`)

export const numbers = (tensors: GoldenTensors): number[] => Object.values(tensors).flatMap(({ data }) => [...data])

/** float64: 1e-12 + 1e-10 |b| per element; float32: 1e-7 + 2e-6 max|b| over the tensor. */
export function expectClose(got: ArrayLike<number>, wanted: readonly number[], float64: boolean, what: string): void {
  expect(got.length, `${what}: length`).toBe(wanted.length)
  const largest = Math.max(0, ...wanted.map(Math.abs))
  wanted.forEach((value, at) => {
    const allowed = float64 ? 1e-12 + 1e-10 * Math.abs(value) : 1e-7 + 2e-6 * largest
    const error = Math.abs((got[at] ?? Number.NaN) - value)
    if (!(error <= allowed)) expect.fail(`${what}[${at}]: got ${got[at]}, wanted ${value}, off by ${error}, allowed ${allowed}`)
  })
}
