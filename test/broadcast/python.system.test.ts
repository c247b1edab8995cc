import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import {
  binaryCrossEntropy,
  createLearner,
  createModel,
  dense,
  gaussianNll,
  gru,
  type Learner,
  type LearnerOptions,
  type Loss,
  poisson,
  type RegressionPrediction,
  relu,
  tanh,
} from '../../src/index.js'
import { createBroadcaster } from '../../src/node.js'

/* The wire is open: a subscriber in Python, written from the protocol page, holds the same state and predicts the same, or
   says that it can't. */

const script = fileURLToPath(new URL('../../examples/python/subscribe.py', import.meta.url))
const python3 = ['python3', '/usr/bin/python3'].find(
  (command) => spawnSync(command, ['-c', 'import websockets, msgpack, numpy']).status === 0,
)
const left = python3 === undefined && !process.env['CI']
if (left) console.warn('left out, no python3 with websockets, msgpack and numpy: the subscriber in Python')

describe.skipIf(left)('the subscriber in Python', () => {
  it('checks the hash of full states and of deltas, and predicts what Node predicts', async () => {
    const layers = [dense(7), tanh(), dense(150), relu(), dense(3)]
    const model = createModel({ input: 2, layers, seed: 5 })
    const server = await createBroadcaster({ page: () => false })
    const publication = server.publish('m', model, { everyMs: 60_000 })
    const python = spawn(python3 ?? 'python3', [script, `ws://localhost:${server.port}`, 'm', '4', '0.25', '-1.5'])
    let complaint = ''
    python.stderr.on('data', (text) => {
      complaint += text
    })
    const kinds: string[] = []
    for await (const line of createInterface({ input: python.stdout })) {
      const { version, kind, prediction } = JSON.parse(line) as { version: number; kind: string; prediction: number[] }
      expect(version).toBe(kinds.length + 1)
      Array.from(model.predict([0.25, -1.5])).forEach((value, at) => expect(prediction[at]).toBeCloseTo(value, 5))
      kinds.push(kind)
      const { parameters } = model
      // All weights move, then few, then all of them far.
      const [share, size] = (
        [
          [1, 1e-4],
          [0.02, 0.1],
          [1, 1],
        ] as const
      )[kinds.length - 1] ?? [0, 0]
      for (let i = 0; i < parameters.length; i++) {
        if ((i * 37) % 100 < share * 100 && parameters[i] !== 0)
          parameters[i] = (parameters[i] ?? 0) + size * Math.sin(i)
      }
      publication.publishNow()
    }
    expect(complaint).toBe('')
    expect(kinds).toEqual(['full', 'delta', 'delta', 'delta'])
    await server.close()
  })

  /** What it prints for a question to a learner, and what it complains about. */
  const ask = async (learner: Learner, question: readonly number[]) => {
    const server = await createBroadcaster({ page: () => false })
    server.publish('m', learner, { everyMs: 60_000 })
    const python = spawn(python3 ?? 'python3', [
      script,
      `ws://localhost:${server.port}`,
      'm',
      '1',
      ...question.map(String),
    ])
    let [out, complaint] = ['', '']
    python.stdout.on('data', (text) => {
      out += text
    })
    python.stderr.on('data', (text) => {
      complaint += text
    })
    await new Promise((resolve) => python.on('close', resolve))
    await server.close()
    return { prediction: out === '' ? undefined : (JSON.parse(out) as { prediction: unknown }).prediction, complaint }
  }

  const taught = (options: LearnerOptions, y: (at: number) => number | string, more: object = {}): Learner => {
    const learner = createLearner({ seed: 4, ...options })
    for (let at = 0; at < 300; at++) {
      learner.learn({ x: { far: 1000 + 30 * Math.sin(at), near: Math.cos(3 * at), still: 5, ...more }, y: y(at) })
    }
    return learner
  }

  it.each([
    ['a default learner', {}],
    ['targets as they come', { scaleTarget: false }],
    ['vectors as they come, and layers of its own', { features: [], layers: [dense(6), tanh()] }],
  ])('predicts the values that Node predicts: %s', async (_, options) => {
    const learner = taught({ task: 'regression', ...options }, (at) => 135 + 20 * Math.sin(at))
    const question = [1010, 0.5, 5]
    const expected = learner.predict({ far: 1010, near: 0.5, still: 5 })
    const { prediction, complaint } = await ask(learner, question)
    expect(complaint).toBe('')
    expect(prediction).toEqual([expect.closeTo(expected.task === 'regression' ? expected.value : Number.NaN, 3)])
  })

  it.each<[string, Loss, (prediction: RegressionPrediction) => unknown]>([
    ['rates', poisson(), ({ value }) => expect.closeTo(value, 3)],
    ['probabilities', binaryCrossEntropy(), ({ value }) => expect.closeTo(value, 4)],
    [
      'means and variances',
      gaussianNll(),
      ({ value, variance = 0 }) => ({ value: expect.closeTo(value, 3), variance: expect.closeTo(variance, 3) }),
    ],
  ])('predicts the %s that Node predicts', async (_, loss, expected) => {
    const learner = taught({ task: 'regression', loss }, (at) => Math.round(Math.abs(Math.sin(at))))
    const { prediction, complaint } = await ask(learner, [1010, 0.5, 5])
    expect(complaint).toBe('')
    expect(prediction).toEqual([expected(learner.predict({ far: 1010, near: 0.5, still: 5 }) as RegressionPrediction)])
  })

  it('predicts the class, and the probabilities, that Node predicts', async () => {
    const learner = taught(
      { task: 'classification' },
      (at) => ['low', 'mid', 'high'][Math.round(Math.sin(at) + 1)] ?? '',
    )
    for (const far of [972, 1000, 1028]) {
      const expected = learner.predict({ far, near: 0.5, still: 5 })
      if (expected.task !== 'classification') throw new Error('a regression')
      expect(await ask(learner, [far, 0.5, 5])).toEqual({
        prediction: {
          label: expected.label,
          probabilities: Array.from(expected.probabilities, (share) => expect.closeTo(share, 5)),
        },
        complaint: '',
      })
    }
  })

  it.each([
    ['texts', taught({ task: 'regression' }, Number, { colour: 'red' }), 'no way to read texts, and colour is one'],
    ['layers that it lacks', taught({ task: 'regression', layers: [gru({ units: 2 })] }, Number), 'no gru layer'],
    ['another number of inputs', taught({ task: 'regression', features: [] }, Number, { more: 1 }), 'got 3'],
  ])('refuses %s, rather than to predict something else', async (_, learner, why) => {
    const { prediction, complaint } = await ask(learner, [1010, 0.5, 5])
    expect(prediction).toBeUndefined()
    expect(complaint).toContain(why)
  })
})
