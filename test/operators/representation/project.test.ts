import { from, lastValueFrom, map, range, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  activations,
  createLearner,
  createModel,
  dense,
  learn,
  linearProbe,
  onlinePca,
  probe,
  project,
  tanh,
} from '../../../src/index.js'

const model = () => createModel({ input: 2, layers: [dense(3), tanh(), dense(1)], seed: 1 })

const xor$ = range(0, 2000).pipe(map((i) => ({ x: [i & 1, (i >> 1) & 1] })))

describe('project', () => {
  it('tells where each sample lies on the main axes', async () => {
    const net = model()
    const pca = onlinePca({ components: 2 })
    const last = await lastValueFrom(xor$.pipe(activations(net, { layer: 1 }), project(pca)))
    expect(last.place).toEqual(pca.project(net.activations(last.sample.x)[1]?.values ?? []))
    expect(pca.explained).toBeGreaterThan(0.9)
  })

  it('sets aside what comes of a layer that has grown, as a probe does, and the stream goes on', async () => {
    const labels = ['a', 'b', 'a', 'b', 'c', 'a', 'b']
    const samples$ = from(labels.map((y, at) => ({ x: { v: at }, y })))
    const [first, second] = [createLearner({ task: 'classification' }), createLearner({ task: 'classification' })]
    const [pca, reader] = [onlinePca(), linearProbe()]
    const reasons: string[] = []
    pca.rejections.listen(({ code, reason }) => reasons.push(`${code} ${reason}`))
    const placed = await lastValueFrom(
      samples$.pipe(learn(first), activations(first, { layer: -1 }), project(pca), toArray()),
    )
    await lastValueFrom(
      samples$.pipe(
        learn(second),
        activations(second, { layer: -1 }),
        probe(reader, ({ y }) => y),
        toArray(),
      ),
    )
    expect([placed.length, pca.samples, pca.rejections.count]).toEqual([4, 4, 3])
    expect([reader.samples, reader.rejections.count]).toEqual([4, 3])
    expect(reasons[0]).toBe(
      'ERR_INPUT_LENGTH onlinePca: expected 2 numbers, as before, got 3; make a new one for a layer that has grown',
    )
  })

  it('sets aside what is not finite', async () => {
    const pca = onlinePca()
    const seen = [0, Number.NaN, 1].map((v) => ({ layer: '0.dense', values: Float32Array.of(v, 1), sample: v }))
    const placed = await lastValueFrom(from(seen).pipe(project(pca), toArray()))
    expect(placed.map(({ sample }) => sample)).toEqual([0, 1])
    expect(pca.rejections.count).toBe(1)
  })
})
