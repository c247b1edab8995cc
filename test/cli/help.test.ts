import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.js'
import { main } from '../../src/cli/main.js'
import { fakeTerminal } from './fakeTerminal.js'

async function run(...args: string[]) {
  const terminal = fakeTerminal()
  const code = await main(args, terminal)
  return { code, out: terminal.out(), err: terminal.err() }
}

const flagsOf = (out: string): readonly string[] => [...out.matchAll(/^ {4}--([\w-]+)/gm)].map(([, flag = '']) => flag)

describe('the help', () => {
  it.each(COMMANDS.map(({ form }) => form))(
    'of eddy $name names its words and every flag',
    async ({ name, words, flags }) => {
      const shown = Object.entries(flags).flatMap(([flag, { means }]) => (means === undefined ? [flag] : []))
      for (const args of [
        ['help', name],
        [name, '--help'],
        [name, '-h'],
        [name, '--json', '--help'],
      ]) {
        const { code, out, err } = await run(...args)
        expect([code, err]).toEqual([0, ''])
        expect(out.split('\n')[0]).toContain(['eddy', name, ...words].join(' '))
        expect(flagsOf(out)).toEqual(shown)
      }
      for (const args of [[], ['help'], ['--help'], ['-h']])
        expect(flagsOf((await run(...args)).out)).toEqual(expect.arrayContaining(shown))
    },
  )

  it('fits a terminal of 140 columns, and each flag is explained', async () => {
    const { out } = await run('help')
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(140)
    for (const { form } of COMMANDS) {
      for (const { help, means } of Object.values(form.flags)) if (means === undefined) expect(help).not.toBe('')
    }
  })

  it('refuses a command that is not there', async () => {
    expect(await run('help', 'trian')).toEqual({
      code: 2,
      out: '',
      err: "eddy: unknown command 'trian'. Did you mean 'train'? [ERR_USAGE]\n",
    })
    expect(await run('help', 'train', 'more')).toMatchObject({ code: 2, out: '' })
  })

  it('is not asked for behind --', async () => expect((await run('inspect', '--', '--help')).code).toBe(1))
})
