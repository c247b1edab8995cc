import { describe, expect, it } from 'vitest'
import { createRandom, type Label, linearProbe } from '../../../src/index.js'

interface Point {
  readonly values: readonly number[]
  readonly label: Label
}

/** Three blobs on a plane: every pair is divided by a line. */
function blobs(count: number, seed: number): readonly Point[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, (_, i) => {
    const [x = 0, y = 0] = [
      [0, 2],
      [2, -1],
      [-2, -1],
    ][i % 3] as readonly number[]
    return {
      values: [x + 0.3 * random.normal(), y + 0.3 * random.normal()],
      label: ['top', 'right', 'left'][i % 3] ?? '',
    }
  })
}

const labelOf = (prediction: ReturnType<ReturnType<typeof linearProbe>['predict']>): Label | undefined =>
  prediction.task === 'classification' ? prediction.label : undefined

describe('a linear probe', () => {
  it('reads off what a line divides', () => {
    const probe = linearProbe()
    const points = blobs(300, 1)
    for (const { values, label } of points.slice(0, 150)) probe.learn(values, label)
    const right = points.slice(150).filter(({ values, label }) => labelOf(probe.predict(values)) === label)
    expect(right.length).toBeGreaterThanOrEqual(148)
    expect(probe.classes).toEqual(['top', 'right', 'left'])
    expect(probe.samples).toBe(150)
  })

  it('takes so many labels and no more: an id would grow with the stream', () => {
    const probe = linearProbe({ maxLabels: 2 })
    probe.learn([0, 1], 'a')
    probe.learn([1, 0], 'b')
    expect(() => probe.learn([1, 1], 'c')).toThrow(expect.objectContaining({ code: 'ERR_TARGET_VALUE' }))
    probe.learn([1, 0], 'b')
    expect([probe.samples, probe.classes]).toEqual([3, ['a', 'b']])
    const usual = linearProbe()
    for (let id = 0; id < 1000; id++) usual.learn([id % 7], id)
    expect(() => usual.learn([1], 1000)).toThrow('more than 1000 labels, the next is 1000: is it an id?')
    const numbers = linearProbe({ task: 'regression', maxLabels: 1 })
    for (let value = 0; value < 5; value++) numbers.learn([value], value)
    expect(numbers.samples).toBe(5)
  })

  it.each([0, 1.5, -1, Number.NaN])('refuses maxLabels: %d', (maxLabels) => {
    expect(() => linearProbe({ maxLabels })).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
  })

  it('does not read off what no line divides', () => {
    const random = createRandom(2)
    const probe = linearProbe()
    let right = 0
    for (let i = 0; i < 4000; i++) {
      const values = [random.normal(), random.normal()]
      const label = (values[0] ?? 0) * (values[1] ?? 0) > 0
      if (i >= 2000 && labelOf(probe.predict(values)) === label) right += 1
      probe.learn(values, label)
    }
    expect(right / 2000).toBeLessThan(0.6)
  })

  it('gives probabilities that add up to 1, in the order of its classes', () => {
    const probe = linearProbe()
    expect(probe.predict([1, 2])).toMatchObject({ label: undefined, classes: [] })
    for (const { values, label } of blobs(30, 3)) probe.learn(values, label)
    const prediction = probe.predict([0, 2])
    if (prediction.task !== 'classification') throw new Error('expected a classification')
    expect(prediction.probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6)
    expect(prediction.probabilities[0]).toBe(Math.max(...prediction.probabilities))
  })

  it('reads off numbers', () => {
    const random = createRandom(4)
    const probe = linearProbe({ task: 'regression' })
    for (let i = 0; i < 100; i++) {
      const values = [random.normal(), random.normal()]
      probe.learn(values, 3 * (values[0] ?? 0) - (values[1] ?? 0) + 5)
    }
    expect(probe.predict([1, 1])).toMatchObject({ task: 'regression', value: expect.closeTo(7, 3) })
  })

  it('changes nothing when asked, and goes on from its state, classes included', () => {
    const first = linearProbe({ forgetting: 0.99 })
    const points = blobs(90, 5)
    for (const { values, label } of points.slice(0, 40)) first.learn(values, label)
    const second = linearProbe({ forgetting: 0.99 })
    const state = first.state()
    if (state) second.restore(structuredClone(state))
    for (const { values, label } of points.slice(40)) {
      second.predict(values)
      first.learn(values, label)
      second.learn(values, label)
    }
    expect(second.state()).toEqual(first.state())
    expect(second.predict([0, 1])).toEqual(first.predict([0, 1]))
  })

  it('refuses what does not fit, learning nothing', () => {
    expect(() => linearProbe({ ridge: -1 })).toThrow('`ridge`')
    const probe = linearProbe()
    probe.learn([1, 2], 'a')
    const before = probe.state()
    expect(() => probe.learn([1], 'a')).toThrow('expected 2 numbers')
    expect(() => probe.learn([1, Number.NaN], 'a')).toThrow('finite number at 1')
    expect(() => probe.learn([1, 2], [1])).toThrow('expected a label')
    expect(() => linearProbe({ task: 'regression' }).learn([1], 'a')).toThrow('expected a finite number')
    expect(probe.state()).toEqual(before)
  })
})

describe('what a probe knows before it is told', () => {
  it.each(['classification', 'regression'] as const)('is nothing at first: %s', (task) => {
    expect(linearProbe({ task }).predict([1, 2])).toMatchObject({ task, unpredicted: true })
  })

  it('are the labels so far: those of a prediction stay as they were', () => {
    const probe = linearProbe()
    probe.learn([1, 0], 'a')
    const before = probe.predict([0, 1])
    probe.learn([0, 1], 'b')
    expect(before).toMatchObject({ label: 'a', classes: ['a'] })
    expect(probe.predict([0, 1])).toMatchObject({ classes: ['a', 'b'] })
  })
})
