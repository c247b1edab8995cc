/* Subscribers that come and go: soakCrowd.ts PORT COUNT SEED. Tells how many models were applied, and how many errors there were. */
import type { Subscription } from 'rxjs'
import { createRandom } from '../../../src/kernels/random.js'
import { load } from '../product.js'

const { subscribeToModel } = await load<typeof import('../../../src/client.js')>('client.js')
const [port, count = '0', seed = '1'] = process.argv.slice(2)
const { next } = createRandom(Number(seed))
const here: Subscription[] = []
const seen = { applied: 0, joined: 0, errors: 0 }

function join(): void {
  seen.joined += 1
  const options = { model: 'm', lossy: next() < 0.2, random: () => next() * 0.2 }
  const taken = { next: () => void (seen.applied += 1), error: () => void (seen.errors += 1) }
  here.push(subscribeToModel(`ws://127.0.0.1:${port}`, options).subscribe(taken))
}

for (let i = 0; i < Number(count); i++) join()
const churn = setInterval(() => {
  const [gone] = here.splice(Math.floor(next() * here.length), 1)
  gone?.unsubscribe()
  join()
}, 50)
process.on('message', () => {
  clearInterval(churn)
  for (const subscription of here) subscription.unsubscribe()
  process.send?.({ type: 'report', value: seen })
})
