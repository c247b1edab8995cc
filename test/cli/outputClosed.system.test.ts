import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLearner } from '../../src/index.js'
import { type Broadcaster, createBroadcaster, saveSnapshot } from '../../src/node.js'

/* What happens when nobody takes the output any more: `eddy ... | head -1`, and a disk that is full. */

const folder = mkdtempSync(join(tmpdir(), 'eddy-closed-'))
const eddy = fileURLToPath(new URL('../../dist/cli/eddy.js', import.meta.url))
const at = (name: string): string => join(folder, name)
let server: Broadcaster
let learning: ReturnType<typeof setInterval>

beforeAll(async () => {
  const learner = createLearner({ task: 'regression', seed: 1 })
  for (let i = 0; i < 50; i++) learner.learn({ x: { a: i, b: i % 7 }, y: i })
  await saveSnapshot(at('m.eddy'), learner)
  const rows = Array.from({ length: 100_000 }, (_, i) => `${i},${i % 7},${i % 2}`)
  writeFileSync(at('rows.csv'), `a,b,y\n${rows.join('\n')}\n`)
  server = await createBroadcaster({ page: () => false })
  server.publish('m', learner, { everyMs: 50 })
  learning = setInterval(() => learner.learn({ x: { a: 1, b: 2 }, y: 3 }), 20)
})
afterAll(async () => {
  clearInterval(learning)
  await server.close()
  rmSync(folder, { recursive: true })
})

/** Runs a shell line in which $EDDY is the command; gives the exit code of eddy itself. */
function shell(line: string): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', line], { env: { ...process.env, EDDY: `${process.execPath} ${eddy}` } })
    let [out, err] = ['', '']
    child.stdout.on('data', (text: Buffer) => (out += String(text)))
    child.stderr.on('data', (text: Buffer) => (err += String(text)))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? -1, out, err }))
  })
}

const commands: readonly (readonly [name: string, args: () => string])[] = [
  ['help', () => 'help'],
  ['inspect', () => `inspect ${at('m.eddy')}`],
  ['predict', () => `predict ${at('m.eddy')} ${at('rows.csv')}`],
  ['predict --json', () => `predict ${at('m.eddy')} ${at('rows.csv')} --json`],
  ['train', () => `train ${at('rows.csv')} --target y`],
  ['train --json', () => `train ${at('rows.csv')} --target y --json --save ${at('saved.eddy')}`],
  ['watch', () => `watch ws://127.0.0.1:${server.port}`],
  ['demo', () => 'demo --port 0 --seconds 20'],
]

describe.skipIf(process.platform === 'win32')('a reader that goes away', () => {
  it.each(commands)('ends eddy %s quietly', { timeout: 60_000 }, async (_, args) => {
    const { code, out, err } = await shell(`$EDDY ${args()} | head -1; exit \${PIPESTATUS[0]}`)
    expect(out.split('\n')).toHaveLength(2)
    expect(err).not.toMatch(/EPIPE|Error|node:|unexpected|\n {4}at /)
    expect(code).toBe(0)
  })

  it('does not keep eddy train from saving what it had learned', () => expect(existsSync(at('saved.eddy'))).toBe(true))
})

describe.skipIf(!existsSync('/dev/full'))('a full disk', () => {
  it.each(commands.filter(([name]) => !/watch|demo/.test(name)))('is told by eddy %s', async (_, args) => {
    const { code, err } = await shell(`$EDDY ${args()} >/dev/full`)
    expect([code, err.trim().split('\n').at(-1)]).toEqual([1, 'eddy: ENOSPC: no space left on device, write [ENOSPC]'])
  })
})
