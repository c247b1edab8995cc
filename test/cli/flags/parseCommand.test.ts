import { describe, expect, it } from 'vitest'
import { type CommandForm, UsageError } from '../../../src/cli/flags/commandForm.js'
import { parseCommand } from '../../../src/cli/flags/parseCommand.js'

const form: CommandForm = {
  name: 'brew',
  words: ['POT'],
  summary: '',
  flags: {
    size: { value: 'N', help: '' },
    with: { value: 'A,B', repeats: true, help: '' },
    plus: { value: 'A,B', repeats: true, means: 'with', help: '' },
    json: { help: '' },
  },
}

describe('parseCommand', () => {
  it('reads words and flags in any order', () => {
    for (const args of [
      ['pot', '--size', '2', '--json'],
      ['--json', '--size=2', 'pot'],
      ['--size', '2', '--json', '--', 'pot'],
    ]) {
      const { words, flags } = parseCommand(form, args)
      expect(words).toEqual(['pot'])
      expect(flags.text('size')).toBe('2')
      expect([flags.has('json'), flags.has('with')]).toEqual([true, false])
    }
    expect(parseCommand(form, ['--', '--json']).words).toEqual(['--json'])
    expect(parseCommand(form, ['-']).words).toEqual(['-'])
  })

  it('joins the lists of a flag that is repeated, by either of its names', () => {
    const { flags } = parseCommand(form, ['pot', '--with', 'a,b', '--plus=c', '--with', '"d,e"'])
    expect(flags.names('with')).toEqual(['a', 'b', 'c', 'd,e'])
  })

  it('takes a value that looks like a flag: after =, or where no flag has that name', () => {
    expect(parseCommand(form, ['pot', '--size=--json']).flags.text('size')).toBe('--json')
    expect(parseCommand(form, ['pot', '--size', '--other']).flags.text('size')).toBe('--other')
    expect(parseCommand(form, ['pot', '--size', '-5']).flags.text('size')).toBe('-5')
  })

  it.each([
    [[], 'which POT? eddy brew POT'],
    [['a', 'b'], "unexpected 'b': eddy brew POT"],
    [['pot', '--sise', '1'], "unknown flag '--sise'. Did you mean '--size'?"],
    [['pot', '-size', '1'], "unknown flag '-size'. Did you mean '--size'?"],
    [['pot', '--SIZE=1'], "unknown flag '--SIZE'. Did you mean '--size'?"],
    [['pot', '--constructor'], "unknown flag '--constructor'. eddy help brew lists what there is"],
    [['pot', '--__proto__=1'], "unknown flag '--__proto__'. eddy help brew lists what there is"],
    [['pot', '--no-json'], "unknown flag '--no-json'. eddy help brew lists what there is"],
    [['pot', '-j'], "unknown flag '-j'. eddy help brew lists what there is"],
    [['pot', '--size'], '--size wants a value: --size N'],
    [['pot', '--size', '--json'], '--size wants a value, got the flag --json: --size N'],
    [['pot', '--size', '1', '--size', '2'], '--size is given twice'],
    [['pot', '--json', '--json'], '--json is given twice'],
    [['pot', '--json=yes'], "--json takes no value, got 'yes'"],
  ])('%j is refused: %s', (args, message) => {
    expect(() => parseCommand(form, args)).toThrow(new UsageError(message))
  })
})

describe('the value of a flag', () => {
  const flags = (value: string) => parseCommand(form, ['pot', `--size=${value}`]).flags

  it.each(['0', '7', '1e3', '+5', '4294967296'])('%s is a count', (value) =>
    expect(flags(value).count('size', 'a count')).toBe(Number(value)),
  )

  it.each(['', ' ', 'x', '-1', '1.5', 'NaN', 'Infinity', '1e999', '0x10', '1_000', '1,5', '9007199254740993'])(
    '%j is no count',
    (value) => expect(() => flags(value).count('size', 'a count')).toThrow(`--size wants a count, got '${value}'`),
  )

  it.each(['0', '65535'])('%s is a port', (value) => expect(flags(value).port('size')).toBe(Number(value)))

  it.each(['-1', '65536', '80.5', 'http'])('%s is no port', (value) =>
    expect(() => flags(value).port('size')).toThrow(),
  )

  it('is one of several words, or refused', () => {
    expect(flags('big').choice('size', ['small', 'big'])).toBe('big')
    expect(() => flags('bug').choice('size', ['small', 'big'])).toThrow("--size wants small or big, got 'bug'")
  })

  it('is not empty', () => expect(() => flags('').text('size')).toThrow('--size wants a value, got an empty one'))
})
