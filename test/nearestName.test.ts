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

  it('finds nothing near to a name of thousands of letters', () => {
    expect(nearestName('y', ['\0'.repeat(100_000)])).toBeUndefined()
    expect(nearestName('x'.repeat(100_000), ['y'.repeat(99_000)])).toBeUndefined()
  })
})
