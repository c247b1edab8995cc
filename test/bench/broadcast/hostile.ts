/* Silent, slow and flooding connections beside healthy subscribers. */
import { otherProcess } from '../otherProcess.js'
import { anew, atHertz, crowdOf, judge, lagsOf, long, mediumModel, published, quantile } from './measure.js'

const count = long ? 2000 : 200
const seconds = long ? 12 : 8
const model = mediumModel()
const { server, publication } = await published(model)
const publish = (round: number): void => {
  anew(model.parameters, round)
  publication.publishNow()
}
const crowd = await crowdOf(server.port, 100)
await atHertz(5, seconds, publish)
const before = quantile(await lagsOf(crowd), 0.99)
const enemies = otherProcess('./broadcast/enemies.ts', [String(server.port), String(count)])
const closed = enemies.said('closed')
await atHertz(5, seconds, publish)
const during = quantile(await lagsOf(crowd), 0.99)
const slowestMs = Number(await closed)
enemies.kill()
crowd.kill()
await server.close()
judge(
  slowestMs <= 5000 && during <= 2 * before,
  `hostile: ${count} silent or flooding connections: the last closed ${(slowestMs / 1000).toFixed(1)} s after it came; p99 of 100 healthy ones ${during.toFixed(0)} ms, ${(during / before).toFixed(2)} times that before`,
  '5 s, 2 times',
)
