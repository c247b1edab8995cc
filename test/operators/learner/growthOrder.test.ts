import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLearner, createRandom, type Label, type Learner } from '../../../src/index.js'

/*
 * A model that met features and classes in one order predicts as one that met them in another, up to the permutation.
 * What comes after the first sample starts with weights of zero, wherever it stands; the first sample's own inputs have
 * the random weights of their positions, so it is the same in both. Sums run in the order of the inputs: equality is up to
 * the rounding of float32.
 */

const names = ['a', 'b', 'color', 'late', 'flag']
const labels: readonly Label[] = ['up', 'left', 3, true]

type Raw = Readonly<Record<string, number | string | boolean | null>>

function rows(count: number, seed: number): readonly { readonly x: Raw; readonly y: Label }[] {
  const { next } = createRandom(seed)
  return Array.from({ length: count }, () => {
    const [base, a, b] = [next() * 2 - 1, next() * 2 - 1, next() * 2 - 1]
    const color = next() < 0.5 ? 'red' : 'blue'
    const y = labels[(a > b ? 1 : 0) + (color === 'red' ? 2 : 0)] ?? 'up'
    return { x: { base, a, b, color, late: next() < 0.3 ? null : a * b, flag: base > 0 }, y }
  })
}

/** What a column is, where it is met. */
const firstOf: Raw = { a: 0.5, b: -0.5, color: 'red', late: 0.1, flag: true }

const ordered = (x: Raw, order: readonly string[]): Raw =>
  Object.fromEntries(['base', ...order].map((name) => [name, x[name] ?? null]))

/** A learner that met columns and classes in these orders, in samples that weigh nothing, and then learned the rows. */
function taught(columns: readonly string[], classes: readonly Label[], seed: number): Learner {
  const learner = createLearner({ task: 'classification', seed: 5 })
  learner.learn({ x: { base: 0.25 }, y: 'up', weight: 0 })
  for (const name of columns) learner.learn({ x: { base: 0.25, [name]: firstOf[name] ?? null }, y: 'up', weight: 0 })
  for (const y of classes) learner.learn({ x: { base: 0.25 }, y, weight: 0 })
  for (const { x, y } of rows(60, seed)) learner.learn({ x: ordered(x, columns), y })
  expect(learner.rejections.count).toBe(0)
  return learner
}

function probabilities(learner: Learner, x: Raw): readonly number[] {
  const prediction = learner.predict(x)
  if (prediction.task !== 'classification') throw new Error('a label was expected')
  return labels.map((label) => prediction.probabilities[prediction.classes.indexOf(label)] ?? Number.NaN)
}

describe('the order in which things are met', () => {
  it('changes no prediction, up to the permutation', () => {
    const orders = fc.record({
      columns: fc.shuffledSubarray(names, { minLength: names.length }),
      classes: fc.shuffledSubarray([...labels], { minLength: labels.length }),
      seed: fc.integer({ min: 1, max: 1000 }),
    })
    fc.assert(
      fc.property(orders, ({ columns, classes, seed }) => {
        const [one, other] = [taught(names, labels, seed), taught(columns, classes, seed)]
        expect([...other.features.names].sort()).toEqual([...one.features.names].sort())
        expect(new Set(other.classes)).toEqual(new Set(one.classes))
        for (const { x } of rows(5, seed + 1)) {
          const [p, q] = [probabilities(one, x), probabilities(other, ordered(x, columns))]
          p.forEach((value, index) => {
            expect(q[index]).toBeCloseTo(value, 3)
          })
        }
      }),
      { numRuns: 25 },
    )
  })

  it('is not what makes them alike: another seed predicts differently', () => {
    const learner = createLearner({ task: 'classification', seed: 6 })
    for (const { x, y } of rows(60, 1)) learner.learn({ x, y })
    const [{ x } = { x: {} }] = rows(1, 2)
    const [p, q] = [probabilities(taught(names, labels, 1), x), probabilities(learner, x)]
    expect(Math.max(...p.map((value, index) => Math.abs(value - (q[index] ?? 0))))).toBeGreaterThan(0.003)
  })
})
