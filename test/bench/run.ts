/*
 * npm run bench                 steps a second, Eddy against a plain typed-array loop, interleaved
 *   -- --json                   one JSON object per row
 *   -- --seconds 0.5            time of one contestant in one round; --rounds 5 (at least 5 counted rounds)
 *   -- --only 784-128-10        one network
 *   -- --heap --samples 1e7     the heap after 10^5, 10^6 and all samples, instead of speeds
 *   -- --hold --samples 2e5     the memory while loops of `for await` take 1 ms at each sample (--ms), instead of speeds
 *   -- --rivals                 tfjs, brain.js and PyTorch as well, where they are installed
 */
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { contestants } from './contestants.js'
import { heapReadings } from './heap.js'
import { holdReadings } from './hold.js'
import { networks, type OptimizerName, samplesFor } from './networks.js'
import { reverseModeRows } from './reverseMode.js'
import { runRivals } from './rivals.js'
import { consumed, race, type Speed } from './rounds.js'

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '0.5' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    optimizer: { type: 'string' },
    heap: { type: 'boolean', default: false },
    hold: { type: 'boolean', default: false },
    ms: { type: 'string', default: '1' },
    samples: { type: 'string' },
    rivals: { type: 'boolean', default: false },
  },
})

const versionOf = (path: string): string => {
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string }
  return version
}

const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  node: process.version,
  v8: process.versions.v8,
  rxjs: versionOf('node_modules/rxjs/package.json'),
  eddy: versionOf('package.json'),
}

const say = (line: string): void => console.error(line)
const print = (row: object, line: string): void => console.log(options.json ? JSON.stringify(row) : line)
const whole = (value: number): string => Math.round(value).toLocaleString('en-US')
const thousands = (value: number): string => whole(value).padStart(11)

function printSpeeds(network: string, optimizer: OptimizerName, speeds: Readonly<Record<string, Speed>>): void {
  const plain = speeds.plain?.median ?? Number.NaN
  const ratios = Object.fromEntries(Object.entries(speeds).map(([name, { median }]) => [name, median / plain]))
  const columns = Object.entries(speeds).map(([name, { median }]) => {
    const ratio = name === 'plain' ? '      ' : `${(median / plain).toFixed(1)}x`.padStart(6)
    return `${thousands(median)} ${ratio}`
  })
  print(
    { type: 'speed', network, optimizer, stepsPerSecond: speeds, timesPlainLoop: ratios },
    `${network.padEnd(15)} ${optimizer.padEnd(5)} ${columns.join('  ')}`,
  )
}

function benchSpeeds(seconds: number, rounds: number): void {
  const names = Object.keys(contestants).map((name) => `${name.padStart(11)} ${name === 'plain' ? '      ' : ' ratio'}`)
  if (!options.json) console.log(`${'network'.padEnd(15)} ${'rule'.padEnd(5)} ${names.join('  ')}`)
  for (const sizes of networks) {
    const network = sizes.join('-')
    if (options.only !== undefined && options.only !== network) continue
    const samples = samplesFor(sizes, 1024)
    for (const optimizer of ['sgd', 'adam'] as const) {
      if (options.optimizer !== undefined && options.optimizer !== optimizer) continue
      const trains = Object.fromEntries(
        Object.entries(contestants).map(([name, create]) => [name, create(sizes, optimizer)]),
      )
      printSpeeds(network, optimizer, race(trains, samples, { rounds, seconds }))
    }
  }
}

function benchReverseMode(): void {
  for (const row of reverseModeRows()) {
    const { inputs, forwardMicroseconds, ratio } = row
    print(
      { type: 'reverse', ...row },
      `${`${inputs}-64-64-1`.padEnd(15)} forward ${forwardMicroseconds.toFixed(1)} us, with all gradients ${ratio.toFixed(2)} times as long`,
    )
  }
}

function benchHeap(samples: number): void {
  const readings = heapReadings(samples)
  const first = readings[0]?.heapUsed ?? Number.NaN
  for (const { samples: done, heapUsed } of readings) {
    const change = (100 * (heapUsed - first)) / first
    print(
      { type: 'heap', samples: done, heapUsed, changePercent: change },
      `${thousands(done)} samples  heap ${(heapUsed / 2 ** 20).toFixed(2)} MiB  ${change.toFixed(2)} %`,
    )
  }
}

/** The heap, and what lies outside of it, may not grow by more than this after the first reading. */
const HOLD_BYTES = 2 ** 21

async function benchHold(samples: number, ms: number): Promise<void> {
  const readings = await holdReadings(samples, ms)
  const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(2)
  const sizes = readings.map(({ heapUsed, arrayBuffers }) => heapUsed + arrayBuffers)
  for (const [index, { samples: done, heapUsed, arrayBuffers }] of readings.entries()) {
    print(
      { type: 'hold', samples: done, heapUsed, arrayBuffers },
      `${thousands(done)} samples of each source  heap ${mib(heapUsed)} MiB, outside ${mib(arrayBuffers)} MiB, growth ${mib((sizes[index] ?? 0) - (sizes[0] ?? 0))} MiB`,
    )
  }
  if (Math.max(...sizes) - (sizes[0] ?? 0) <= HOLD_BYTES) return
  say(`the memory grew by more than ${mib(HOLD_BYTES)} MiB while the sources were held back`)
  process.exitCode = 1
}

print(
  { type: 'machine', ...machine },
  `${machine.cpu}, ${machine.cores} cores, node ${machine.node}, V8 ${machine.v8}, rxjs ${machine.rxjs}, eddy ${machine.eddy}`,
)
if (options.heap) {
  benchHeap(Number(options.samples ?? 1e7))
} else if (options.hold) {
  await benchHold(Number(options.samples ?? 2e5), Number(options.ms))
} else {
  benchSpeeds(Number(options.seconds), Math.max(5, Number(options.rounds)))
  if (options.only === undefined) benchReverseMode()
  if (options.rivals) {
    for (const row of runRivals(Number(options.seconds) * 4, say)) {
      print({ type: 'rival', ...row }, `${row.network.padEnd(15)} sgd   ${thousands(row.stepsPerSecond)}  ${row.rival}`)
    }
  }
  if (!Number.isFinite(consumed.sum)) say('warning: a contestant diverged, its losses are not finite')
}
