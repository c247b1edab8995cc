import { describe, expect, it } from 'vitest'
import { examples } from '../../examples/gallery.js'
import { selection } from '../../examples/selection.js'

describe('what npm run examples runs', () => {
  it('is everything, or what is named', () => {
    expect(selection([]).map(({ name }) => name)).toEqual(examples)
    expect(selection(['xor', 'parity'])).toEqual([
      { name: '1986/parity', args: [] },
      { name: '1986/xor', args: [] },
    ])
  })

  it('hands each option to the example that takes it, and to no other', () => {
    const given = selection(['--data', 'mnist', '--splits=10']).filter(({ args }) => args.length > 0)
    expect(given).toEqual([
      { name: '1986/family-trees', args: ['--splits', '10'] },
      { name: 'depth/generalisation', args: ['--data', 'mnist'] },
    ])
  })

  it('is refused where a word would be passed over', () => {
    expect(() => selection(['spirals'])).toThrow(/there is no example 'spirals'/)
    expect(() => selection(['--dta', 'mnist'])).toThrow(/--dta/)
    expect(() => selection(['--serve', '8787'])).toThrow(/--serve/)
    expect(() => selection(['--data'])).toThrow(/--data/)
    expect(() => selection(['xor', '--data', 'mnist'])).toThrow(/--data is for depth\/generalisation/)
  })
})
