import { describe, expect, it } from 'vitest'
import { UsageError } from '../../../src/cli/flags/commandForm.js'
import { namesIn } from '../../../src/cli/flags/nameList.js'

describe('namesIn', () => {
  it.each([
    ['a', ['a']],
    ['a,b', ['a', 'b']],
    [' a , b ', ['a', 'b']],
    ['a,,b,', ['a', 'b']],
    ['"price, net",b', ['price, net', 'b']],
    ['a, "price, net" ', ['a', 'price, net']],
    ['"say ""yes""",b', ['say "yes"', 'b']],
    ['5" pipe,b', ['5" pipe', 'b']],
    ['"open,b', ['"open', 'b']],
    ['" kept "', [' kept ']],
    ['-,n/a,"",.', ['-', 'n/a', '.']],
  ])('%s is %j', (list, names) => expect(namesIn('ignore', list)).toEqual(names))

  it.each(['', ',', '  ', '""'])('refuses %j: it names nothing', (list) =>
    expect(() => namesIn('ignore', list)).toThrow(UsageError),
  )
})
