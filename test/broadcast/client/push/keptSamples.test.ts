import { describe, expect, it } from 'vitest'
import { KeptSamples } from '../../../../src/broadcast/client/push/keptSamples.js'
import { encodeSamples } from '../../../../src/broadcast/samplesCodec.js'
import type { Sample } from '../../../../src/index.js'

const ofKinds: Readonly<Record<string, (i: number) => Sample>> = {
  vectors: (i) => ({ x: new Float32Array(50).fill(i), y: i }),
  records: (i) => ({ x: { place: `${'é'.repeat(i)} "quoted"\n`, n: i / 3 }, id: `s${i}` }),
}

describe('samples of a frame', () => {
  it.each(Object.keys(ofKinds))('%s are as many as fit, and not one less', (kind) => {
    const kept = new KeptSamples()
    const samples = Array.from({ length: 60 }, (_, i) => ofKinds[kind]?.(i) ?? { x: [] })
    for (const sample of samples) expect(kept.add(sample)).toBeUndefined()
    for (const frameBytes of [400, 1000, 4096]) {
      kept.limit(frameBytes, 0)
      const count = kept.fitting(0, 60)
      expect(encodeSamples(samples.slice(0, count)).body.byteLength).toBeLessThanOrEqual(frameBytes)
      if (count === 60) continue
      expect(encodeSamples(samples.slice(0, count + 1)).body.byteLength).toBeGreaterThan(frameBytes - 16)
    }
  })

  it('are of one kind', () => {
    const kept = new KeptSamples()
    for (const x of [[1], [2], [1, 2], { a: 1 }, { b: 1 }]) kept.add({ x } as Sample)
    expect([kept.fitting(0, 5), kept.fitting(2, 3), kept.fitting(3, 2)]).toEqual([2, 1, 2])
  })

  it('one that no frame can hold is told apart, unless it may be with the server', () => {
    const kept = new KeptSamples()
    const [small, big] = [{ x: [1] }, { x: new Float32Array(1000) }]
    for (const sample of [small, big, small]) kept.add(sample)
    expect(kept.limit(2000, 2)).toBeUndefined()
    expect(kept.limit(2000, 1)).toMatchObject([[big, { code: 'ERR_SAMPLE_TOO_BIG' }]])
    expect(kept.slice(0, 9)).toEqual([small, small])
    expect(kept.add(big)).toMatchObject({ code: 'ERR_SAMPLE_TOO_BIG' })
    expect(kept.count).toBe(2)
  })
})
