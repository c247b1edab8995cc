/*
 * Trainers in a process of their own, to be killed: trainer.mjs synthetic FOLDER SEED SAMPLES, or trainer.mjs pushed FOLDER
 * PORT. They say things as lines of JSON.
 */
import { createHash } from 'node:crypto'

const dist = process.env.EDDY_PROVE_DIST ?? new URL('../../../dist/', import.meta.url).href
const { adwin, createLearner, ddm, dense, drift, learn, relu, sea } = await import(new URL('index.js', dist).href)
const { createBroadcaster, openLearner } = await import(new URL('node.js', dist).href)

const [kind, folder = '', ...rest] = process.argv.slice(2)
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`)
const parametersSha256 = ({ model }) =>
  createHash('sha256')
    .update(new Uint8Array(model.parameters.buffer, model.parameters.byteOffset, model.parameters.byteLength))
    .digest('hex')

/** A stream whose concept changes again and again, to a learner that takes a new network where it does. */
async function synthetic(seed, samples) {
  const create = () =>
    createLearner({
      task: 'classification',
      layers: [dense(8), relu()],
      onDrift: seed % 2 ? { detector: adwin(), action: 'challenge' } : { detector: ddm(), action: 'reset' },
      seed,
    })
  const learner = await openLearner(folder, { create, everySamples: 250, everyMs: 60_000 })
  let drifts = learner.kept('drifts') ?? 0
  learner.keep('drifts', () => drifts)
  learner.drift$.subscribe(() => void (drifts += 1))
  let stream = sea({ seed, samples, noise: 0.05, after: learner.position })
  for (let at = 2000; at < samples; at += 2000) {
    stream = drift(stream, { at, width: 200, to: sea({ seed: seed + at, variant: (at / 2000) % 4, noise: 0.05 }) })
  }
  say({ began: learner.samples })
  await new Promise((resolve, reject) => stream.pipe(learn(learner)).subscribe({ complete: resolve, error: reject }))
  await learner.close()
  say({ samples: learner.samples, drifts, parametersSha256: parametersSha256(learner) })
}

/** Samples of several producers, whose names end in a digit, each numbered in order: `order` says whose came when. */
async function pushed(port) {
  const create = () => createLearner({ task: 'regression', layers: [dense(4)], seed: 1 })
  const learner = await openLearner(folder, { create, everySamples: 100, everyMs: 50 })
  let order = learner.kept('order') ?? ''
  let wrong = learner.kept('wrong') ?? 0
  const next = learner.kept('next') ?? {}
  learner.keep('order', () => order)
  learner.keep('wrong', () => wrong)
  learner.keep('next', () => ({ ...next }))
  const server = await createBroadcaster({ port, page: () => false })
  server
    .samples('readings', { durable: learner, credits: 100 })
    .pipe(learn(learner))
    .subscribe(({ sample }) => {
      const [producer, i] = sample.id.split('/')
      if ((next[producer] ?? 0) !== Number(i)) wrong += 1
      next[producer] = Number(i) + 1
      order += producer
    })
  say({ port: server.port })
  process.stdin.on('data', () => say({ order, wrong, next, parametersSha256: parametersSha256(learner) }))
}

if (kind === 'synthetic') await synthetic(Number(rest[0]), Number(rest[1]))
else await pushed(Number(rest[0]))
