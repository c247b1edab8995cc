/*
 * npm run bench:broadcast      the figures of the broadcast beside their bars, each part in a process of its own
 *   -- --long                  the forms that take minutes: more subscribers, more seconds, more frames
 *   -- --only fanOut           one part
 * Fails if a part is below its bar.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'

const parts = ['codec', 'fanOut', 'idle', 'stalled', 'bare', 'hostile', 'fuzz', 'restart'] as const

const { values: options } = parseArgs({
  options: { only: { type: 'string' }, long: { type: 'boolean', default: false } },
})
const chosen = parts.filter((part) => options.only === undefined || options.only === part)
if (chosen.length === 0) {
  console.error(`--only ${options.only}: expected one of ${parts.join(', ')}`)
  process.exit(2)
}
for (const part of chosen) {
  const script = new URL(`./broadcast/${part}.ts`, import.meta.url)
  const [code] = await once(fork(script, options.long ? ['--long'] : [], { execArgv: process.execArgv }), 'exit')
  if (code !== 0) process.exitCode = 1
}
