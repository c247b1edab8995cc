import { describe, expect, it } from 'vitest'
import { nearestName } from '../src/nearestName.js'

describe('nearestName', () => {
  const known = ['learningRate', 'momentum', 'weightDecay', 'form']
  it.each([
    ['learningrate', 'learningRate'],
    ['learnigRate', 'learningRate'],
    ['momentun', 'momentum'],
    ['weigthDecay', 'weightDecay'],
    ['from', 'form'],
    ['kernels', undefined],
    ['x', undefined],
    ['', undefined],
    ['a'.repeat(100_000), undefined],
  ])('%s means %s', (name, wanted) => expect(nearestName(name, known)).toBe(wanted))
})
