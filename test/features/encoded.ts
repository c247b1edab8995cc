import { expect } from 'vitest'
import { FeatureChain, type FeatureDefinition, featuresFrom, type Label } from '../../src/index.js'

export type Raw = Readonly<Record<string, number | string | boolean | null>>

/** A chain that has learned these rows. */
export function chainOf(
  features: readonly FeatureDefinition[],
  rows: readonly (Raw | readonly number[])[],
  targets: readonly (number | Label)[] = [],
): FeatureChain {
  const chain = new FeatureChain(features)
  rows.forEach((row, index) => {
    expect(learned(chain, row, targets[index])).toBeUndefined()
  })
  return chain
}

/** Learns a row: a number is a regression's target, a text or a boolean a class. */
export const learned = (chain: FeatureChain, row: Raw | readonly number[], target?: number | Label) =>
  typeof target === 'number' ? chain.learn(row, target) : chain.learn(row, Number.NaN, target)

/** What a sample becomes, by name; asking changes nothing. */
export function encoded(chain: FeatureChain, x: Raw | readonly number[]): Record<string, number> {
  const into = new Float32Array(chain.width)
  const fault = chain.encodeInto(x, into)
  if (fault) throw new Error(fault.reason)
  return named(chain, into)
}

/** What the row that was learned last became, by name. */
export function lastOf(chain: FeatureChain): Record<string, number> {
  const into = new Float32Array(chain.width)
  const fault = chain.encodeLastInto(into)
  if (fault) throw new Error(fault.reason)
  return named(chain, into)
}

const named = (chain: FeatureChain, values: Float32Array): Record<string, number> =>
  Object.fromEntries(chain.names.map((name, i) => [name, values[i] ?? Number.NaN]))

/** Another chain, from what this one says of itself, through JSON. */
export function copyOf(chain: FeatureChain): FeatureChain {
  const { input, stages } = chain.state()
  const again = new FeatureChain(featuresFrom(JSON.parse(JSON.stringify(chain.definitions))))
  const json = JSON.parse(JSON.stringify(stages.map((stage) => stage.json)))
  again.restore({ input, stages: stages.map(({ numbers }, i) => ({ json: json[i], numbers })) }, chain.learning())
  return again
}
