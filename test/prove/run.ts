/*
 * npm run prove            puts each promise to the proof, a few minutes in all; prints a line for each, fails if one falls
 *   -- --long              the long form: hours
 *   -- --only P9,P10       those alone
 *   -- --seed 7            other dice; what falls is told with the seed that makes it fall again
 *   -- --soak 60           the soak alone, for so many minutes
 *   -- --broken            the proofs themselves: each mechanism is switched off in turn, and the proof must fall
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { breakProduct, clearBroken } from './breakProduct.js'
import { type Mutant, mutants } from './mutants.js'
import type { Scale } from './proof.js'
import { type Proof, proofs } from './proofs.js'
import { runProof } from './runProof.js'

const { values: options } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
    soak: { type: 'string' },
    broken: { type: 'boolean', default: false },
    lanes: { type: 'string' },
  },
})

const seed = Number(options.seed)
const scale: Scale = options.broken ? 'quick' : options.long ? 'long' : 'short'
const only = options.soak === undefined ? options.only?.split(',') : ['soak']
const wanted = proofs.filter(({ id }) => only === undefined || only.includes(id))
if (options.soak !== undefined) process.env['EDDY_SOAK_MINUTES'] = options.soak
let fallen = 0

const line = (id: string, verdict: string, figure: string): void =>
  console.log(`${id.padEnd(4)}  ${verdict.padEnd(6)}  ${figure}   seed ${seed}`)

async function put(proof: Proof): Promise<void> {
  const outcome = await runProof(proof, { seed, scale })
  line(proof.id, outcome.kept ? 'kept' : 'FELL', outcome.figure)
  if (outcome.kept) return
  fallen += 1
  console.log(`      again: npm run prove -- --only ${proof.id} --seed ${seed}${options.long ? ' --long' : ''}`)
}

/** With its mechanism switched off, a proof must fall, and by itself: a crash shows nothing. */
async function putBroken({ proof: id, off, changes }: Mutant): Promise<void> {
  const proof = proofs.find((each) => each.id === id)
  if (!proof) throw new RangeError(`there is no proof ${id}`)
  const dist = await breakProduct(changes).catch((error: Error) => error)
  if (dist instanceof Error) {
    line(id, 'STANDS', `without ${off}: ${dist.message}`)
    fallen += 1
    return
  }
  const outcome = await runProof(proof, { seed, scale, dist })
  const falls = !outcome.kept && !outcome.crashed
  line(id, falls ? 'falls' : 'STANDS', `without ${off}: ${outcome.figure.split('\n')[0]}`)
  if (!falls) fallen += 1
}

/** So many at a time. */
async function inLanes<T>(work: readonly T[], lanes: number, run: (one: T) => Promise<void>): Promise<void> {
  const left = [...work]
  const lane = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await run(one)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

const begin = performance.now()
const lanes = Number(options.lanes ?? Math.min(2, availableParallelism()))
if (options.broken)
  await inLanes(
    mutants.filter(({ proof }) => wanted.some(({ id }) => id === proof)),
    lanes,
    putBroken,
  )
else await inLanes(wanted, lanes, put)
await clearBroken()
const seconds = ((performance.now() - begin) / 1000).toFixed(0)
console.log(`${fallen === 0 ? 'all kept' : `${fallen} FELL`}, in ${seconds} s`)
process.exitCode = fallen === 0 ? 0 : 1
