/* Real subscribers, many in one process: they tell when all have a model, and when 99 % have one of another epoch. */
import { subscribeToModel } from 'eddy/client'

const [port, count] = process.argv.slice(2)
const wanted = Number(count)
const firsts = new Map<number, bigint>()
const again = new Set<number>()

for (let i = 0; i < wanted; i++) {
  subscribeToModel(`ws://localhost:${port}`, { model: 'm' }).subscribe(({ epoch }) => {
    const first = firsts.get(i)
    if (first === undefined) {
      firsts.set(i, epoch)
      if (firsts.size === wanted) process.send?.({ type: 'ready' })
    } else if (epoch !== first) {
      again.add(i)
      if (again.size === Math.ceil(wanted * 0.99)) process.send?.({ type: 'again' })
    }
  })
  if (i % 50 === 49) await new Promise((resolve) => setTimeout(resolve, 10))
}
