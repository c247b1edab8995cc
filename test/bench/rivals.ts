import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { networks } from './networks.js'

/** Steps a second of a rival on one network, SGD, one sample at a time. */
export interface RivalRow {
  readonly rival: string
  readonly network: string
  readonly stepsPerSecond: number
}

const folder = fileURLToPath(new URL('./rivals/', import.meta.url))

/** Each rival is a script that prints one JSON object per network; a rival that is not installed becomes one line. */
const rivals = [
  { name: 'tfjs', command: process.execPath, script: 'tfjs.mjs', needs: 'node_modules/@tensorflow/tfjs' },
  { name: 'brain.js', command: process.execPath, script: 'brain.mjs', needs: 'node_modules/brain.js' },
  { name: 'PyTorch', command: 'python3', script: 'torch_loop.py', needs: undefined },
]

/** Runs every rival that is installed; `say` hears in one line of each that is not. */
export function runRivals(seconds: number, say: (line: string) => void): readonly RivalRow[] {
  return rivals.flatMap(({ name, command, script, needs }) => {
    if (needs !== undefined && !existsSync(folder + needs)) {
      say(`${name}: not installed (cd test/bench/rivals && npm install)`)
      return []
    }
    try {
      const args = [folder + script, String(seconds), JSON.stringify(networks)]
      const printed = execFileSync(command, args, {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      return printed
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as RivalRow)
    } catch {
      say(`${name}: not installed, or it failed (${command} ${script})`)
      return []
    }
  })
}
