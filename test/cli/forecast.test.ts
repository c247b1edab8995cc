import { lastValueFrom, of, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { forecastCpu } from '../../src/cli/demo/forecast.js'
import { readings, swing } from './fakeVitals.js'

describe('forecastCpu', () => {
  it('begins as the baseline, and asks before it learns', async () => {
    const all = await lastValueFrom(readings(18).pipe(forecastCpu(), toArray()))
    expect(all[6]?.ahead).toBeUndefined()
    expect(all[7]?.ahead).toBeCloseTo(swing(7).cpu, 6)
    expect(all[16]?.samples).toBe(0)
    expect(all[16]?.mae.model).toBeNaN()
    expect(all[17]?.samples).toBe(1)
    expect(all[17]?.mae.model).toBeCloseTo(Math.abs(swing(17).cpu - swing(7).cpu), 6)
    expect(all[17]?.mae.baseline).toBeCloseTo(all[17]?.mae.model ?? 0, 6)
  })

  it('learns what "it stays as it is" cannot know', async () => {
    const last = await lastValueFrom(readings(1500).pipe(forecastCpu({ window: 300 })))
    expect(last.samples).toBe(1500 - 17)
    expect(last.rejected).toBe(0)
    expect(last.windowedMae.baseline).toBeGreaterThan(0.4)
    expect(last.windowedMae.model).toBeLessThan(0.15 * last.windowedMae.baseline)
  })

  it('is the same again for the same seed, and another for another', async () => {
    const run = (seed: number) => lastValueFrom(readings(100).pipe(forecastCpu({ seed })))
    expect(await run(3)).toEqual(await run(3))
    expect((await run(3)).loss).not.toBe((await run(4)).loss)
  })

  it('stays between nothing and all', async () => {
    const all = await lastValueFrom(readings(400).pipe(forecastCpu(), toArray()))
    for (const { ahead = 0 } of all) expect(ahead >= 0 && ahead <= 1).toBe(true)
  })

  it('says so where there is no CPU figure', async () => {
    const blind = of({ at: 0, names: ['memory'], x: Float32Array.of(1), cpu: Number.NaN })
    await expect(lastValueFrom(blind.pipe(forecastCpu()))).rejects.toMatchObject({ code: 'ERR_NO_CPU' })
  })
})
