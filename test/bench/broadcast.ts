/*
 * npm run bench:broadcast            the figures of the broadcast; --only NAME for one part, --long for the long forms
 *   fan-out      1,000 subscribers, 64 KiB at 5 Hz: publish to applied, p50 and p99, and CPU against a bare ws loop
 *   codec        a million flipped bits, sizes and times of deltas for 100,000 weights
 *   idle         RSS per idle subscriber
 *   stalled      subscribers of a large model, a tenth of which stop reading: memory, and lag of the others
 *   bare         CPU of a bare ws loop that sends the same bytes to as many
 *   hostile      silent, slow and flooding connections beside healthy subscribers
 *   fuzz         frames of noise against one server: slowest turn of the event loop, memory after
 *   restart      the server is killed and started again: how long until 99 % are current
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { createModel, createRandom, dense } from 'eddy'
import { createBroadcaster } from 'eddy/node'
import { type WebSocket, WebSocketServer } from 'ws'
import { type ColumnShape, encodeBody } from '../../src/snapshots/column.js'
import { applyDelta, diff } from '../../src/snapshots/deltas/delta.js'
import { decodeDelta, encodeDelta } from '../../src/snapshots/deltas/deltaCodec.js'
import { applyLossy, encodeLossy } from '../../src/snapshots/deltas/shadow.js'
import { decodeFrame, encodeFrame, FrameType } from '../../src/snapshots/frame.js'
import { type OtherProcess, otherProcess } from './otherProcess.js'

const { values: options } = parseArgs({
  options: { only: { type: 'string' }, long: { type: 'boolean', default: false } },
})

const median = (values: readonly number[]): number => quantile(values, 0.5)
const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? Number.NaN

function timed(run: () => void): number {
  const times = Array.from({ length: 15 }, () => {
    const begin = performance.now()
    run()
    return performance.now() - begin
  })
  return median(times.slice(3))
}

function benchCodec(): void {
  const { next } = createRandom(1)
  const shapes: readonly ColumnShape[] = [{ name: 'parameters', type: 'f32', length: 100_000 }]
  const state = (values: Float32Array) => ({ shapes, body: encodeBody([{ ...(shapes[0] as ColumnShape), values }]) })
  const base = Float32Array.from({ length: 100_000 }, () => (next() - 0.5) * 0.2)
  const from = state(base)
  const moved = (share: number) => state(base.map((w) => (next() < share ? w + (next() - 0.5) * 2e-4 : w)))
  for (const [name, share] of [
    ['1 % of the weights moved', 0.01],
    ['every weight moved', 1],
  ] as const) {
    const to = moved(share)
    const bytes = encodeDelta(diff(from, to))
    const encodeMs = timed(() => encodeDelta(diff(from, to)))
    const decodeMs = timed(() => applyDelta(from, decodeDelta(bytes, shapes)))
    const ratio = (from.body.byteLength / bytes.byteLength).toFixed(1)
    console.log(
      `codec: ${name}: ${ratio} times smaller; ${encodeMs.toFixed(1)} ms to make, ${decodeMs.toFixed(1)} ms to apply`,
    )
  }
  for (const [name, encoding] of [
    ['float16', 4],
    ['int8', 5],
  ] as const) {
    const to = moved(1)
    const { body } = encodeLossy(from, to, encoding)
    const ms = timed(() => applyLossy(from, body, shapes))
    console.log(
      `codec: ${name}: ${(from.body.byteLength / body.byteLength).toFixed(1)} times smaller; ${ms.toFixed(1)} ms to apply`,
    )
  }
  benchFlips(next)
}

function benchFlips(random: () => number): void {
  const body = Uint8Array.from({ length: 4000 }, () => random() * 256)
  const frame = encodeFrame({ type: FrameType.FULL, meta: { model: 'm', columns: [['w', 'u8', 4000]] }, body })
  const count = options.long ? 1_000_000 : 100_000
  let applied = 0
  for (let i = 0; i < count; i++) {
    const bit = Math.floor(random() * frame.byteLength * 8)
    frame[bit >> 3] = (frame[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    try {
      decodeFrame(frame)
      applied += 1
    } catch {
      // As it should be.
    }
    frame[bit >> 3] = (frame[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  }
  console.log(`codec: one bit flipped in each of ${count} frames: ${applied} taken`)
}

interface Report {
  readonly lags: readonly number[]
  readonly versions: number
}

async function benchFanOut(count: number, seconds: number): Promise<void> {
  const model = createModel({ input: 126, layers: [dense(128)], seed: 1 })
  const server = await createBroadcaster()
  const publication = server.publish('m', model, {
    everyMs: 3_600_000,
    about: () => ({ takenAtMs: performance.timeOrigin + performance.now() }),
  })
  const crowd = otherProcess('./broadcastCrowd.ts', [String(server.port), String(count)])
  await crowd.said('ready')
  const cpu = process.cpuUsage()
  const begin = performance.now()
  for (let round = 0; round < seconds * 5; round++) {
    const { parameters } = model
    for (let i = 0; i < parameters.length; i++) parameters[i] = Math.sin(i * round)
    publication.publishNow()
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, begin + (round + 1) * 200 - performance.now())))
  }
  const used = process.cpuUsage(cpu)
  const reported = crowd.said('report')
  crowd.ask('report')
  const { lags, versions } = (await reported) as Report
  const share = ((used.user + used.system) / 1000 / (performance.now() - begin)) * 100
  console.log(
    `fan-out: ${count} subscribers, ${(model.parameters.byteLength / 1024).toFixed(0)} KiB at 5 Hz, ${versions} versions applied: p50 ${quantile(lags, 0.5).toFixed(0)} ms, p99 ${quantile(lags, 0.99).toFixed(0)} ms; trainer's CPU ${share.toFixed(0)} %`,
  )
  crowd.kill()
  await server.close()
}

async function benchIdle(count: number): Promise<void> {
  const server = await createBroadcaster()
  server.publish('m', createModel({ input: 4, layers: [dense(4)], seed: 1 }), { everyMs: 3_600_000 })
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  const crowd = otherProcess('./broadcastCrowd.ts', [String(server.port), String(count)])
  await crowd.said('ready')
  await new Promise((resolve) => setTimeout(resolve, 2000))
  globalThis.gc?.()
  const each = (process.memoryUsage().rss - before) / count / 1024
  console.log(`idle: ${count} subscribers, ${each.toFixed(1)} KiB of RSS each`)
  crowd.kill()
  await server.close()
}

interface StalledRun {
  readonly p99: number
  readonly growthMiB: number
}

async function runStalled(count: number, stalled: number, seconds: number): Promise<StalledRun> {
  const model = createModel({ input: 1023, layers: [dense(1024)], seed: 1 })
  const server = await createBroadcaster()
  const about = () => ({ takenAtMs: performance.timeOrigin + performance.now() })
  const publication = server.publish('m', model, { everyMs: 3_600_000, about })
  const crowd = otherProcess('./broadcastCrowd.ts', [String(server.port), String(count), String(stalled)])
  await crowd.said('ready')
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let most = before
  const begin = performance.now()
  for (let round = 1; performance.now() - begin < seconds * 1000; round++) {
    const { parameters } = model
    for (let i = round % 97; i < parameters.length; i += 97) parameters[i] = Math.sin(i * round)
    publication.publishNow()
    most = Math.max(most, process.memoryUsage().rss)
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, begin + round * 100 - performance.now())))
  }
  const reported = crowd.said('report')
  crowd.ask('report')
  const { lags } = (await reported) as Report
  crowd.kill()
  await server.close()
  return { p99: quantile(lags, 0.99), growthMiB: (most - before) / 2 ** 20 }
}

async function benchStalled(count: number, seconds: number): Promise<void> {
  const healthy = await runStalled(count - count / 10, 0, seconds)
  const mixed = await runStalled(count, count / 10, seconds)
  console.log(
    `stalled: ${count} subscribers of a 4 MiB model at 10 Hz for ${seconds} s, ${count / 10} of them stopped: memory at most ${mixed.growthMiB.toFixed(0)} MiB more; p99 of the others ${mixed.p99.toFixed(0)} ms, ${(mixed.p99 / healthy.p99).toFixed(2)} times that without the stopped`,
  )
}

async function benchRestart(count: number): Promise<void> {
  const first = otherProcess('./broadcastTrainer.ts', ['0'])
  const port = String(await first.said('port'))
  const crowd = otherProcess('./broadcastLinks.ts', [port, String(count)])
  await crowd.said('ready')
  first.kill('SIGKILL')
  await new Promise((resolve) => setTimeout(resolve, 500))
  const again = crowd.said('again')
  const begin = performance.now()
  const second = otherProcess('./broadcastTrainer.ts', [port])
  await again
  console.log(
    `restart: ${count} subscribers, 99 % current ${((performance.now() - begin) / 1000).toFixed(1)} s after the server was started again`,
  )
  crowd.kill()
  second.kill()
}

/** CPU of the main process while `run` takes its course, in per cent of a core. */
async function cpuShare(run: () => Promise<void>): Promise<number> {
  const cpu = process.cpuUsage()
  const begin = performance.now()
  await run()
  const used = process.cpuUsage(cpu)
  return ((used.user + used.system) / 1000 / (performance.now() - begin)) * 100
}

const atFiveHertz = async (seconds: number, publish: (round: number) => void): Promise<void> => {
  const begin = performance.now()
  for (let round = 0; round < seconds * 5; round++) {
    publish(round)
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, begin + (round + 1) * 200 - performance.now())))
  }
}

/** What a step does to the weights. */
type Move = (parameters: Float32Array | Float64Array, round: number) => void

/** No weight keeps anything of what it was: a delta is as long as the whole. */
const anew: Move = (parameters, round) => {
  for (let i = 0; i < parameters.length; i++) parameters[i] = Math.sin(i * round)
}

/** Every weight moves by about 1e-4, as in training. */
const alittle: Move = (parameters, round) => {
  for (let i = 0; i < parameters.length; i++) parameters[i] = (parameters[i] ?? 0) + 1e-4 * Math.sin(i * round)
}

/** One trainer's bytes to subscribers that decode and acknowledge them: CPU of this process, in per cent of a core. */
async function bareShare(count: number, seconds: number, move: Move): Promise<number> {
  const model = createModel({ input: 126, layers: [dense(128)], seed: 1 })
  const bare = new WebSocketServer({ port: 0, perMessageDeflate: false, clientTracking: false })
  const { parameters } = model
  const frames = Array.from({ length: seconds * 5 + 1 }, (_, round) => {
    move(parameters, round)
    return encodeFrame({
      type: FrameType.FULL,
      version: round + 1,
      meta: { model: 'm', columns: [], about: { takenAtMs: 0 } },
      body: new Uint8Array(parameters.slice().buffer),
    })
  })
  const [first, ...rest] = frames
  const sockets = new Set<WebSocket>()
  bare.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('message', () => socket.send(first ?? ''))
    // It reads what it is told, and does nothing about it.
    socket.on('message', () => undefined)
  })
  await once(bare, 'listening')
  const { port } = bare.address() as AddressInfo
  const crowd = otherProcess('./broadcastCrowd.ts', [String(port), String(count)])
  await crowd.said('ready')
  const share = await cpuShare(() =>
    atFiveHertz(seconds, (round) => {
      // The trainer's own work, which isn't the broadcast's, on both sides.
      move(parameters, round)
      for (const socket of sockets) socket.send(rest[round] ?? '')
    }),
  )
  crowd.kill()
  bare.close()
  return share
}

async function broadcasterShare(count: number, seconds: number, move: Move): Promise<number> {
  const model = createModel({ input: 126, layers: [dense(128)], seed: 1 })
  const server = await createBroadcaster()
  const about = () => ({ takenAtMs: performance.timeOrigin + performance.now() })
  const publication = server.publish('m', model, { everyMs: 3_600_000, about })
  const crowd = otherProcess('./broadcastCrowd.ts', [String(server.port), String(count)])
  await crowd.said('ready')
  const share = await cpuShare(() =>
    atFiveHertz(seconds, (round) => {
      move(model.parameters, round)
      publication.publishNow()
    }),
  )
  crowd.kill()
  await server.close()
  return share
}

/** A loop over ws sockets that encodes nothing and decides nothing, and the broadcaster, in turns. */
async function benchBare(count: number, seconds: number): Promise<void> {
  await compareWithBare(count, seconds, { move: alittle, what: 'each weight moved a little' })
  await compareWithBare(count, seconds, { move: anew, what: 'all weights new, the same bytes' })
}

async function compareWithBare(
  count: number,
  seconds: number,
  { move, what }: { readonly move: Move; readonly what: string },
): Promise<void> {
  const shares: { bare: number; ours: number }[] = []
  for (let turn = 0; turn < 3; turn++) {
    shares.push({ bare: await bareShare(count, seconds, move), ours: await broadcasterShare(count, seconds, move) })
  }
  const ours = median(shares.map((share) => share.ours))
  const bare = median(shares.map((share) => share.bare))
  const ratio = median(shares.map((share) => share.ours / share.bare))
  console.log(
    `bare: ${count} sockets, 64 KiB at 5 Hz, ${what}: broadcaster ${ours.toFixed(1)} % of a core, bare ws loop ${bare.toFixed(1)} %: ${ratio.toFixed(2)} times`,
  )
}

async function p99Of(crowd: OtherProcess): Promise<number> {
  const reported = crowd.said('report')
  crowd.ask('report')
  return quantile(((await reported) as Report).lags, 0.99)
}

/** Healthy subscribers, then the same beside connections that say nothing, or flood. */
async function benchHostile(hostile: number, seconds: number): Promise<void> {
  const model = createModel({ input: 126, layers: [dense(128)], seed: 1 })
  const server = await createBroadcaster()
  const about = () => ({ takenAtMs: performance.timeOrigin + performance.now() })
  const publication = server.publish('m', model, { everyMs: 3_600_000, about })
  const publish = (round: number): void => {
    const { parameters } = model
    for (let i = 0; i < parameters.length; i++) parameters[i] = Math.sin(i * round)
    publication.publishNow()
  }
  const crowd = otherProcess('./broadcastCrowd.ts', [String(server.port), '100'])
  await crowd.said('ready')
  await atFiveHertz(seconds, publish)
  const before = await p99Of(crowd)
  const enemies = otherProcess('./broadcastEnemies.ts', [String(server.port), String(hostile)])
  const closed = enemies.said('closed')
  await atFiveHertz(seconds, publish)
  const during = await p99Of(crowd)
  const slowest = Number(await closed)
  console.log(
    `hostile: ${hostile} silent or flooding connections: the last closed ${(slowest / 1000).toFixed(1)} s after it came; p99 of 100 healthy ones ${during.toFixed(0)} ms, ${(during / before).toFixed(2)} times that before`,
  )
  enemies.kill()
  crowd.kill()
  await server.close()
}

async function benchFuzz(frames: number): Promise<void> {
  const server = await createBroadcaster({ limits: { framesPerSecond: 1e9 } })
  server.publish('m', createModel({ input: 4, layers: [dense(4)], seed: 1 }), { everyMs: 3_600_000 })
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const fuzzer = otherProcess('./broadcastFuzzer.ts', [String(server.port), String(frames)])
  const connections = await fuzzer.said('done')
  delay.disable()
  fuzzer.kill()
  await new Promise((resolve) => setTimeout(resolve, 2000))
  globalThis.gc?.()
  const grown = (process.memoryUsage().rss - before) / 2 ** 20
  console.log(
    `fuzz: ${frames} hostile frames over ${connections} connections: event loop held up ${(delay.max / 1e6).toFixed(0)} ms at most; memory ${grown.toFixed(0)} MiB more afterwards`,
  )
  await server.close()
}

const wanted = (part: string): boolean => options.only === undefined || options.only === part
if (wanted('codec')) benchCodec()
if (wanted('fan-out')) await benchFanOut(options.long ? 1000 : 200, options.long ? 20 : 5)
if (wanted('idle')) await benchIdle(options.long ? 5000 : 500)
if (wanted('stalled')) await benchStalled(options.long ? 500 : 50, options.long ? 60 : 5)
if (wanted('bare')) await benchBare(options.long ? 1000 : 200, options.long ? 20 : 5)
if (wanted('hostile')) await benchHostile(options.long ? 2000 : 200, options.long ? 12 : 8)
if (wanted('fuzz')) await benchFuzz(options.long ? 2_000_000 : 50_000)
if (wanted('restart')) await benchRestart(options.long ? 2000 : 200)
