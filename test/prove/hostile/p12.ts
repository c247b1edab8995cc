import { fileURLToPath } from 'node:url'
import { otherProcess } from '../../bench/otherProcess.js'
import { load } from '../product.js'
import { count, demand, pause, type Prove, type Setting } from '../proof.js'
import { decoders, fuzz } from './decoders.js'
import { enemies } from './enemies.js'
import { BLOCK_MS, heldBytes, longestTurnMs } from './loopWatch.js'
import { fuzzTexts } from './textSources.js'

const { createModel, dense } = await load<typeof import('../../../src/index.js')>('index.js')
const { createBroadcaster } = await load<typeof import('../../../src/node.js')>('node.js')

const MEMORY_MIB = 32
const golden = fileURLToPath(new URL('../../golden/formats/0.1.0', import.meta.url))

/** A server under hostile frames of another process, while a model is published; returns the longest turn of its loop. */
async function fuzzServer(setting: Setting, frames: number): Promise<number> {
  const server = await createBroadcaster({ limits: { framesPerSecond: 1e9 }, page: () => false })
  setting.after(() => server.close())
  server.publish('m', createModel({ input: 4, layers: [dense(4)], seed: 1 }), { everyMs: 3_600_000 })
  server.samples('x').subscribe()
  const longestMs = await longestTurnMs(async () => {
    const fuzzer = otherProcess('./broadcast/fuzzer.ts', [server.port, frames, setting.seed].map(String))
    setting.after(() => fuzzer.kill())
    await fuzzer.said('done')
    fuzzer.kill()
  })
  await pause(1000)
  demand(server.metrics.connections === 0, `${server.metrics.connections} hostile connections are still open`)
  return longestMs
}

/** P12: hostile input can't crash the process, block the loop for over 50 ms, or keep memory beyond a stated bound. */
export const prove: Prove = async (setting) => {
  // Once, to have what is made once.
  const all = await decoders(golden)
  for (const decoder of all) await fuzz(decoder, 200, setting)
  for (const kind of ['csv', 'ndjson'] as const) await fuzzTexts(kind, 50, setting)
  await fuzzServer(setting, 2000)
  const before = heldBytes()
  const inputs = setting.by({ quick: 5000, short: 100_000, long: 2_000_000 })
  let [worstMs, read] = [0, 0]
  for (const decoder of all) {
    const fuzzed = await fuzz(decoder, inputs, setting)
    demand(fuzzed.worstMs <= BLOCK_MS, `${decoder.name} held the loop up for ${fuzzed.worstMs.toFixed(0)} ms`)
    demand(fuzzed.taken > 0, `${decoder.name}: nothing was ever right, so little was reached`)
    worstMs = Math.max(worstMs, fuzzed.worstMs)
    read += inputs
  }
  const texts = setting.by({ quick: 200, short: 3000, long: 100_000 })
  for (const kind of ['csv', 'ndjson'] as const) {
    const fuzzed = await fuzzTexts(kind, texts, setting)
    demand(fuzzed.worstMs <= BLOCK_MS, `${kind} held the loop up for ${fuzzed.worstMs.toFixed(0)} ms`)
    worstMs = Math.max(worstMs, fuzzed.worstMs)
  }
  const frames = setting.by({ quick: 10_000, short: 100_000, long: 5_000_000 })
  const serverMs = await fuzzServer(setting, frames)
  demand(serverMs <= BLOCK_MS, `the server's loop was held up for ${serverMs.toFixed(0)} ms`)
  const foes = await enemies(setting)
  const grown = (heldBytes() - before) / 2 ** 20
  demand(grown <= MEMORY_MIB, `${grown.toFixed(0)} MiB are held after all is over`)
  return `${count(read + 2 * texts)} hostile inputs, ${count(frames)} frames to a server: no crash; ${foes.count} hostile connections, the last closed after ${(foes.lastMs / 1000).toFixed(1)} s; loop held up ${Math.max(worstMs, serverMs).toFixed(0)} ms, memory +${grown.toFixed(1)} MiB`
}
