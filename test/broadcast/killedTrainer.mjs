import { createLearner, dense, learn } from '../../dist/index.js'
import { createBroadcaster, openLearner } from '../../dist/node.js'

/*
 * A trainer of pushed samples, in a process of its own, to be killed: killedTrainer.mjs FOLDER PORT. Says its port; asked
 * for anything, says what it learned, in order, and the bits of its model.
 */

const [folder = '', port = '0'] = process.argv.slice(2)
const create = () => createLearner({ task: 'regression', layers: [dense(4)], seed: 1 })
const learner = await openLearner(folder, { create, everySamples: 60, everyMs: 50 })
// What it learned, in its checkpoint.
const order = [...(learner.kept('order') ?? [])]
learner.keep('order', () => [...order])
const server = await createBroadcaster({ port: Number(port), page: () => false })
server
  .samples('readings', { durable: learner, credits: 50 })
  .pipe(learn(learner))
  .subscribe(({ sample }) => order.push(sample.id ?? ''))
console.log(JSON.stringify({ port: server.port }))
process.stdin.on('data', () => {
  const parameters = [...(learner.model?.parameters ?? [])]
  console.log(JSON.stringify({ order, parameters }))
})
