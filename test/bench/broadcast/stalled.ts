/* Subscribers of a 4 MiB model at 10 Hz, a tenth of which stop reading: the server's memory, and the lag of the others. */
import { createModel, dense } from 'eddy'
import { atHertz, crowdOf, judge, lagsOf, long, MiB, published, quantile } from './measure.js'

interface Run {
  readonly p99: number
  readonly grownMiB: number
}

const seconds = long ? 60 : 5
const count = long ? 500 : 50

async function run(subscribers: number, stalled: number): Promise<Run> {
  const model = createModel({ input: 1023, layers: [dense(1024)], seed: 1 })
  const { server, publication } = await published(model)
  const crowd = await crowdOf(server.port, subscribers, stalled)
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let most = before
  await atHertz(10, seconds, (round) => {
    const { parameters } = model
    for (let i = round % 97; i < parameters.length; i += 97) parameters[i] = Math.sin(i * (round + 1))
    publication.publishNow()
    most = Math.max(most, process.memoryUsage().rss)
  })
  const lags = await lagsOf(crowd)
  crowd.kill()
  await server.close()
  return { p99: quantile(lags, 0.99), grownMiB: (most - before) / MiB }
}

const stalled = count / 10
const healthy = await run(count - stalled, 0)
const mixed = await run(count, stalled)
const times = mixed.p99 / healthy.p99
judge(
  mixed.grownMiB <= 64 && times <= 1.5,
  `stalled: ${count} subscribers of a 4 MiB model at 10 Hz for ${seconds} s, ${stalled} of them stopped: memory at most ${mixed.grownMiB.toFixed(0)} MiB more; p99 of the others ${mixed.p99.toFixed(0)} ms, ${times.toFixed(2)} times that without the stopped`,
  '64 MiB, 1.5 times',
)
