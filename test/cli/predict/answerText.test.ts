import { describe, expect, it } from 'vitest'
import { answerObject, answerText } from '../../../src/cli/predict/answerText.js'
import type { ClassificationPrediction, Label, RegressionPrediction } from '../../../src/index.js'

const classified = (classes: readonly Label[], label: Label | undefined): ClassificationPrediction => ({
  task: 'classification',
  classes,
  label,
  probabilities: Float32Array.from(classes, () => 1 / classes.length),
})

const predicted = (value: number, ...more: readonly number[]): RegressionPrediction => ({
  task: 'regression',
  value,
  values: Float32Array.of(value, ...more),
})

describe('an answer', () => {
  it('is a label, a number or the outputs of a bare model', () => {
    expect(answerText(classified(['a', 'b'], 'a'))).toBe('a')
    expect(answerText(predicted(1e-9))).toBe('1e-9')
    expect(answerText(predicted(1, 0.5))).toBe('1,0.5')
    expect(answerText(Float32Array.of(1, 0.5))).toBe('1,0.5')
  })

  it('as JSON has the probability of each class by its name', () => {
    expect(answerObject(classified(['a', '__proto__'], 'a'))).toEqual({
      label: 'a',
      probabilities: Object.fromEntries([
        ['a', 0.5],
        ['__proto__', 0.5],
      ]),
    })
    expect(answerObject(predicted(2))).toEqual({ value: 2 })
    expect(answerObject(predicted(1, 0.5))).toEqual({ value: 1, values: [1, 0.5] })
    expect(answerObject(Float32Array.of(1, 0.5))).toEqual({ values: [1, 0.5] })
  })

  it('tells classes apart that look alike', () => {
    expect(answerObject(classified([1, '1'], 1))).toEqual({ label: 1, probabilities: { '1': 0.5, '"1"': 0.5 } })
  })
})
