/* A 64 KiB model to many subscribers, five times a second: from publishing to applied. */
import { anew, atHertz, cpuShare, crowdOf, judge, lagsOf, long, mediumModel, published, quantile } from './measure.js'

const count = long ? 1000 : 200
const model = mediumModel()
const { server, publication } = await published(model)
const crowd = await crowdOf(server.port, count)
const share = await cpuShare(() =>
  atHertz(5, long ? 20 : 5, (round) => {
    anew(model.parameters, round)
    publication.publishNow()
  }),
)
const lags = await lagsOf(crowd)
crowd.kill()
await server.close()
const [p50, p99] = [quantile(lags, 0.5), quantile(lags, 0.99)]
judge(
  p50 <= 120 && p99 <= 250,
  `fan-out: ${count} subscribers, ${(model.parameters.byteLength / 1024).toFixed(0)} KiB at 5 Hz, ${lags.length} versions applied: p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms; trainer's CPU ${share.toFixed(0)} %`,
  '120 ms, 250 ms',
)
