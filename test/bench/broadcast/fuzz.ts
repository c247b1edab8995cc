/* Frames of noise, and frames that are right but for something, against one server. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createModel, dense } from 'eddy'
import { createBroadcaster } from 'eddy/node'
import { otherProcess } from '../otherProcess.js'
import { after, judge, long, MiB } from './measure.js'

const frames = long ? 2_000_000 : 50_000
const server = await createBroadcaster({ limits: { framesPerSecond: 1e9 } })
server.publish('m', createModel({ input: 4, layers: [dense(4)], seed: 1 }), { everyMs: 3_600_000 })
globalThis.gc?.()
const before = process.memoryUsage().rss
const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
const fuzzer = otherProcess('./broadcast/fuzzer.ts', [String(server.port), String(frames)])
const connections = await fuzzer.said('done')
delay.disable()
fuzzer.kill()
await after(2000)
globalThis.gc?.()
const grownMiB = (process.memoryUsage().rss - before) / MiB
await server.close()
judge(
  delay.max <= 50e6 && grownMiB <= 32,
  `fuzz: ${frames} hostile frames over ${connections} connections: event loop held up ${(delay.max / 1e6).toFixed(0)} ms at most; memory ${grownMiB.toFixed(0)} MiB more afterwards`,
  '50 ms, 32 MiB',
)
