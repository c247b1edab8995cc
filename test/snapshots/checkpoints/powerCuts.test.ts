import { describe, expect, it } from 'vitest'
import { createLearner, createRandom, dense, type Learner } from '../../../src/index.js'
import type { Mechanisms } from '../../../src/snapshots/checkpoints/checkpointFolder.js'
import { type OpenLearnerOptions, openLearner } from '../../../src/snapshots/checkpoints/openLearner.js'
import { RecordLog } from '../../../src/snapshots/log/recordLog.js'
import { CrashingFiles } from '../crashingFiles.js'

/** More by EDDY_CUTS. */
const CUTS = Number(process.env['EDDY_CUTS'] ?? 25)

const create = (): Learner => createLearner({ task: 'regression', input: 2, layers: [dense(2)], seed: 1 })

interface History {
  /** Samples of the last checkpoint that was said to be written, and of the last that was tried. */
  readonly written: number
  readonly tried: number
  /** What the next one finds. */
  readonly found: number
}

/** Trains until the power is cut; again and again, on one disk. */
async function historyOf(seed: number, mechanisms: Mechanisms): Promise<readonly History[]> {
  const { next: dice } = createRandom(seed)
  const files = new CrashingFiles(dice)
  const options: OpenLearnerOptions = { create, files, mechanisms, takeOver: true, everySamples: 1e9, everyMs: 1e9 }
  const histories: History[] = []
  let [written, tried] = [0, 0]
  for (let run = 0; run < 4; run++) {
    files.left = Math.floor(dice() * 120)
    try {
      const learner = await openLearner('/state', options)
      for (;;) {
        for (let i = 0; i < 5; i++) learner.learn({ x: [i, run], y: i - run })
        tried = learner.samples
        await learner.checkpoint()
        written = learner.samples
      }
    } catch {
      // Off.
    }
    files.restart()
    const after = await openLearner('/state', options)
    histories.push({ written, tried, found: after.samples })
    written = tried = after.samples
    // It isn't closed: the next cut may come at its first step.
    files.restart()
  }
  return histories
}

const isKept = ({ written, tried, found }: History): boolean => found >= written && found <= Math.max(tried, written)

describe('the power is cut at any operation', () => {
  it('and the last checkpoint that was said to be written, or a later one, is there', {
    timeout: 600_000,
  }, async () => {
    for (let seed = 0; seed < CUTS; seed++) {
      for (const history of await historyOf(seed, {}))
        expect([seed, history, isKept(history)]).toEqual([seed, history, true])
    }
  })

  it('without the sync of the folder, it would not be', { timeout: 600_000 }, async () => {
    const lost: History[] = []
    for (let seed = 0; seed < CUTS && lost.length === 0; seed++) {
      const histories = await historyOf(seed, { syncFolder: false }).catch(() => [])
      lost.push(...histories.filter((history) => !isKept(history)))
    }
    expect(lost.length).toBeGreaterThan(0)
  })

  it('and every record that was said to be kept is in the log, in order', async () => {
    for (let seed = 0; seed < CUTS; seed++) {
      const { next: dice } = createRandom(seed)
      const files = new CrashingFiles(dice)
      let kept = 0
      for (let fence = 1; fence < 6; fence++) {
        files.left = Math.floor(dice() * 40)
        try {
          const options = { fence, after: 0, files, segmentBytes: 150, check: async () => undefined }
          const { log } = await RecordLog.open('/log', options)
          for (;;) {
            const count = 1 + Math.floor(dice() * 3)
            for (let i = 0; i < count; i++) log.append(1, new TextEncoder().encode(`record ${log.last + 1}`))
            await log.sync()
            kept = log.kept
          }
        } catch {
          // Off.
        }
        files.restart()
        const { records } = await RecordLog.open('/log', { fence: 100, after: 0, files, check: async () => undefined })
        const texts = records.map(({ payload }) => new TextDecoder().decode(payload))
        expect([seed, texts]).toEqual([seed, texts.map((_, i) => `record ${i + 1}`)])
        expect([seed, texts.length >= kept]).toEqual([seed, true])
      }
    }
  })
})
