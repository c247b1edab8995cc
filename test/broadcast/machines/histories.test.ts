import { describe, expect, it } from 'vitest'
import { afterCut, newLifeline } from '../../../src/broadcast/machines/lifeline.js'
import { type Seen, Simulation } from './simulation.js'

/** EDDY_HISTORIES=100000 for the long form. */
const HISTORIES = Number(process.env['EDDY_HISTORIES'] ?? 4000)

/** What went wrong between two models handed out one after the other, if anything. */
function wrong(before: Seen, after: Seen): string | undefined {
  if (after.fence < before.fence) return `fence ${before.fence} to ${after.fence}`
  const sameEpoch = before.mark.epoch === after.mark.epoch
  if (sameEpoch && after.mark.version < before.mark.version)
    return `version ${before.mark.version} to ${after.mark.version}`
  if (sameEpoch && after.mark.version === before.mark.version && after.mark.hash !== before.mark.hash)
    return 'another hash'
  return undefined
}

describe('subscriber and subscription, through a bad network', () => {
  it(`keep their promises in ${HISTORIES} histories`, () => {
    for (let seed = 1; seed <= HISTORIES; seed++) {
      const simulation = new Simulation(seed)
      simulation.publish()
      for (let event = 0; event < 120; event++) simulation.chaos()
      // P4: when publishing pauses, everyone becomes current.
      simulation.calm()
      if (!simulation.current) expect.fail(`seed ${seed}: not current after the network was well again`)
      // P2, P3, P11.
      simulation.emitted.forEach((seen, index) => {
        const before = simulation.emitted[index - 1]
        const what = before && wrong(before, seen)
        if (what) expect.fail(`seed ${seed}: ${what}`)
        if (seen.mark.epoch === 999n) expect.fail(`seed ${seed}: a zombie's model was handed out`)
      })
      // P8: reconnecting costs no transfer when nothing changed.
      const { transfers } = simulation
      simulation.cut()
      simulation.calm()
      if (simulation.transfers !== transfers) expect.fail(`seed ${seed}: a reconnect without news sent a model`)
    }
  })

  it('send at most one transfer at a time to a subscriber that is slow', () => {
    const simulation = new Simulation(5)
    simulation.publish()
    simulation.deliverUp()
    for (let version = 0; version < 100; version++) simulation.publish()
    expect(simulation.transfers).toBe(1)
    simulation.deliverDown()
    simulation.deliverUp()
    expect(simulation.transfers).toBe(2)
    simulation.calm()
    expect(simulation.transfers).toBe(2)
    expect(simulation.current).toBe(true)
  })
})

describe('back-off', () => {
  it('is jittered in full, grows to 30 s and not beyond', () => {
    const retryAtMs = (failures: number, random: number): number =>
      afterCut({ ...newLifeline, failures }, { type: 'closed', code: 1006, why: '', nowMs: 0, random }).retryAtMs
    expect(retryAtMs(0, 0.5)).toBe(250)
    expect(retryAtMs(3, 0.5)).toBe(2000)
    expect(retryAtMs(100, 0.999)).toBeLessThan(30_000)
    expect(retryAtMs(7, 0)).toBe(0)
  })
})
