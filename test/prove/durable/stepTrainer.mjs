/*
 * stepTrainer.mjs FOLDER STEP: opens a learner, goes on for 100 samples, and writes a checkpoint, killing itself before the
 * n-th thing that writing asks of the file system; with 0 it isn't killed. Says how many there were, and what it had learned.
 */
const dist = process.env.EDDY_PROVE_DIST ?? new URL('../../../dist/', import.meta.url).href
const { createLearner, dense } = await import(new URL('index.js', dist).href)
const { openLearner } = await import(new URL('node.js', dist).href)
const { nodeFiles } = await import(new URL('snapshots/files/fileSystem.js', dist).href)

const [folder, step] = process.argv.slice(2)
let [steps, opened] = [0, false]

function stepped(target) {
  const call =
    (run) =>
    async (...args) => {
      steps += 1
      if (opened && steps === Number(step)) process.kill(process.pid, 'SIGKILL')
      const got = await run(...args)
      return typeof got?.sync === 'function' ? stepped(got) : got
    }
  return Object.fromEntries(Object.entries(target).map(([name, run]) => [name, call(run)]))
}

const create = () => createLearner({ task: 'regression', layers: [dense(4)], seed: 1 })
const learner = await openLearner(folder, { create, files: stepped(nodeFiles), everySamples: 1e9, everyMs: 1e9 })
const { samples } = learner
steps = 0
opened = true
for (let i = samples; i < samples + 100; i++) learner.learn({ x: [i % 7, i % 5], y: i % 3 })
await learner.checkpoint()
const { createHash } = await import('node:crypto')
const { parameters } = learner.model
const bytes = new Uint8Array(parameters.buffer, parameters.byteOffset, parameters.byteLength)
const parametersSha256 = createHash('sha256').update(bytes).digest('hex')
process.stdout.write(`${JSON.stringify({ from: samples, samples: learner.samples, steps, parametersSha256 })}\n`, () =>
  process.exit(),
)
