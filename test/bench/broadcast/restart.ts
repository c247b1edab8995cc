/* The server is killed and started again on its port: how long until 99 % of its subscribers are current. */
import { otherProcess } from '../otherProcess.js'
import { after, judge, long } from './measure.js'

const count = long ? 2000 : 200
const first = otherProcess('./broadcast/trainer.ts', ['0'])
const port = String(await first.said('port'))
const crowd = otherProcess('./broadcast/links.ts', [port, String(count)])
await crowd.said('ready')
first.kill('SIGKILL')
await after(500)
const again = crowd.said('again')
const begin = performance.now()
const second = otherProcess('./broadcast/trainer.ts', [port])
await again
const seconds = (performance.now() - begin) / 1000
crowd.kill()
second.kill()
judge(
  seconds <= 10,
  `restart: ${count} subscribers, 99 % current ${seconds.toFixed(1)} s after the server was started again`,
  '10 s',
)
