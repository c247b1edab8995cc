/*
 * zombieTrainer.mjs FOLDER PORT: takes a folder over, learns from where it is, writes checkpoints often, and publishes
 * through a hub. Its checkpoints hold the line of those who wrote them, one after the other.
 */
const dist = process.env.EDDY_PROVE_DIST ?? new URL('../../../dist/', import.meta.url).href
const { createLearner, dense } = await import(new URL('index.js', dist).href)
const { openLearner, publishTo } = await import(new URL('node.js', dist).href)

const [folder, port] = process.argv.slice(2)
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`)
const create = () => createLearner({ task: 'regression', layers: [dense(16)], seed: 1 })
const learner = await openLearner(folder, { create, takeOver: true, everySamples: 1e9, everyMs: 1e9 })
const line = learner.kept('line') ?? []
learner.keep('line', () => [...line.slice(-10), learner.fence])
say({ fence: learner.fence, from: learner.samples, line })
let written = 0
learner.checkpoint$.subscribe(({ type }) => {
  if (type === 'written' && written++ === 0) say({ written })
})

let i = learner.samples
const over = (error) => {
  clearInterval(learning)
  say({ over: error.code ?? String(error) })
}
const learning = setInterval(() => {
  try {
    for (let n = 0; n < 5; n++, i++) learner.learn({ x: [i % 7, i % 5], y: (i % 3) - (i % 2) })
    learner.request()
  } catch (error) {
    over(error)
  }
}, 3)
publishTo(`ws://127.0.0.1:${port}`, 'm', learner, { everyMs: 10 }).finished.catch((error) =>
  say({ fenced: error.code }),
)
