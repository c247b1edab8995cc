/* What the parts of the broadcast's benchmark have in common: quantiles, CPU, five versions a second, and their judgement. */
import { createModel, dense, type Model } from 'eddy'
import { type Broadcaster, createBroadcaster, type Publication } from 'eddy/node'
import { type OtherProcess, otherProcess } from '../otherProcess.js'

/** Told by whoever starts a part: the form that takes minutes, or the short one. */
export const long = process.argv.includes('--long')

export const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? Number.NaN

export const median = (values: readonly number[]): number => quantile(values, 0.5)

export const MiB = 2 ** 20

/** Prints what was measured beside its bar; the process fails below it. NaN is below every bar. */
export function judge(passed: boolean, reached: string, bar: string): void {
  console.log(`${passed ? '' : 'BELOW THE BAR: '}${reached}  (bar: ${bar})`)
  if (!passed) process.exitCode = 1
}

export const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))

/** Runs `publish` at `hertz`, by the clock and not by how long it takes. */
export async function atHertz(hertz: number, seconds: number, publish: (round: number) => void): Promise<void> {
  const begin = performance.now()
  for (let round = 0; round < seconds * hertz; round++) {
    publish(round)
    await after(begin + ((round + 1) * 1000) / hertz - performance.now())
  }
}

/** CPU of this process while `run` takes its course, in per cent of a core. */
export async function cpuShare(run: () => Promise<void>): Promise<number> {
  const cpu = process.cpuUsage()
  const begin = performance.now()
  await run()
  const used = process.cpuUsage(cpu)
  return ((used.user + used.system) / 1000 / (performance.now() - begin)) * 100
}

/** What a step does to the weights. */
export type Move = (parameters: Float32Array | Float64Array, round: number) => void

/** No weight keeps anything of what it was: a delta is as long as the whole. */
export const anew: Move = (parameters, round) => {
  for (let i = 0; i < parameters.length; i++) parameters[i] = Math.sin(i * (round + 1))
}

/** Every weight moves by about 1e-4, as in training. */
export const aLittle: Move = (parameters, round) => {
  for (let i = 0; i < parameters.length; i++) parameters[i] = (parameters[i] ?? 0) + 1e-4 * Math.sin(i * (round + 1))
}

/** 64 KiB of weights. */
export const mediumModel = (): Model => createModel({ input: 126, layers: [dense(128)], seed: 1 })

export interface Published {
  readonly server: Broadcaster
  readonly publication: Publication
}

/** A broadcaster whose versions say when they were taken; published only when told to. */
export async function published(model: Model): Promise<Published> {
  const server = await createBroadcaster()
  const about = () => ({ takenAtMs: performance.timeOrigin + performance.now() })
  return { server, publication: server.publish('m', model, { everyMs: 3_600_000, about }) }
}

/** @param stalled how many of them stop reading after the first version */
export async function crowdOf(port: number, count: number, stalled = 0): Promise<OtherProcess> {
  const crowd = otherProcess('./broadcast/crowd.ts', [String(port), String(count), String(stalled)])
  await crowd.said('ready')
  return crowd
}

/** Since the last report: milliseconds from publishing to applied, of each version and subscriber. */
export async function lagsOf(crowd: OtherProcess): Promise<readonly number[]> {
  const reported = crowd.said('report')
  crowd.ask('report')
  return (await reported) as readonly number[]
}
