import { describe, expect, it } from 'vitest'
import { killPushed } from '../prove/durable/pushedSamples.js'
import { settle } from '../prove/proof.js'

/** `EDDY_KILLS=10` for more. `npm run prove` kills some hundred times. */
const KILLS = Number(process.env['EDDY_KILLS'] ?? 3)

describe('a trainer of pushed samples', () => {
  it('killed again and again, learns each sample of 8 producers once', { timeout: 600_000 }, async () => {
    const seed = Number(process.env['EDDY_SEED'] ?? 1)
    const { kills, samples } = await settle((setting) => killPushed(setting, KILLS), { seed, scale: 'short' })
    expect(kills).toBe(KILLS)
    expect(samples).toBeGreaterThan(KILLS)
  })
})
