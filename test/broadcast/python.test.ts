import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createModel, dense, relu, tanh } from '../../src/index.js'
import { createBroadcaster } from '../../src/node.js'

/* The wire is open: a subscriber in Python, written from the protocol page, holds the same state and predicts the same. */

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
})
