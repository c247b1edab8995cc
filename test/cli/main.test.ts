import { describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.js'
import { fakeTerminal } from './fakeTerminal.js'

async function run(...args: string[]) {
  const terminal = fakeTerminal()
  const code = await main(args, terminal)
  return { code, out: terminal.out(), err: terminal.err() }
}

describe('eddy', () => {
  it('helps', async () => {
    for (const args of [[], ['--help'], ['help'], ['demo', '-h']]) {
      const { code, out, err } = await run(...args)
      expect([code, err]).toEqual([0, ''])
      expect(out).toContain('eddy demo')
    }
  })

  it('tells its version', async () => {
    expect((await run('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('answers wrong usage with one line and exit code 2', async () => {
    expect(await run('dmeo')).toEqual({
      code: 2,
      out: '',
      err: "eddy: unknown command 'dmeo'. Did you mean 'demo'? [ERR_USAGE]\n",
    })
    expect(await run('toString')).toMatchObject({ code: 2, err: expect.stringContaining('eddy --help') })
    expect(await run('--jsn')).toMatchObject({ code: 2, err: expect.stringContaining("unknown flag '--jsn'") })
    expect(await run('demo', '--sconds', '3')).toEqual({
      code: 2,
      out: '',
      err: "eddy demo: unknown flag '--sconds'. Did you mean '--seconds'? [ERR_USAGE]\n",
    })
    expect((await run('demo', '--seconds', '-3')).err).toBe(
      "eddy demo: --seconds wants a number of seconds above 0, got '-3' [ERR_USAGE]\n",
    )
  })
})
