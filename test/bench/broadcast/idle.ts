/* What a subscriber costs while nothing is published: resident memory of the server, which is in this process. */
import { createModel, dense } from 'eddy'
import { after, crowdOf, judge, long, published } from './measure.js'

const count = long ? 5000 : 500
const { server } = await published(createModel({ input: 4, layers: [dense(4)], seed: 1 }))
// Once through everything, so that code and pools are there before the first measurement.
const few = await crowdOf(server.port, 20)
few.kill()
await after(500)
globalThis.gc?.()
const before = process.memoryUsage().rss
const crowd = await crowdOf(server.port, count)
await after(2000)
globalThis.gc?.()
const each = (process.memoryUsage().rss - before) / count / 1024
crowd.kill()
await server.close()
judge(each <= 20, `idle: ${count} subscribers, ${each.toFixed(1)} KiB of resident memory each`, '20 KiB')
