import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lastValueFrom, take, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { adwin } from '../../../src/evaluation/drift/adwin.js'
import { joinLabels } from '../../../src/operators/joinLabels.js'
import type { LabelJoinState } from '../../../src/operators/labelJoin.js'
import { learn } from '../../../src/operators/learn.js'
import { createLearner, type Learner } from '../../../src/operators/learner.js'
import type { LearnerOptions } from '../../../src/operators/learnerOptions.js'
import { prequential, type PrequentialState, type Report } from '../../../src/operators/prequential.js'
import { openLearner } from '../../../src/snapshots/checkpoints/openLearner.js'
import { drift } from '../../../src/sources/synthetic/drift.js'
import { sea } from '../../../src/sources/synthetic/sea.js'
import { agrawal } from '../../../src/sources/synthetic/agrawal.js'
import { friedman } from '../../../src/sources/synthetic/friedman.js'
import type { SyntheticStream } from '../../../src/sources/synthetic/syntheticStream.js'

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'eddy-state-'))

const bits = (learner: Learner): string => {
  const { parameters } = learner.model ?? { parameters: new Float32Array(0) }
  return Buffer.from(parameters.buffer, parameters.byteOffset, parameters.byteLength).toString('hex')
}

/** The whole learner, as text. */
const all = (learner: Learner): string =>
  JSON.stringify([learner.state, learner.course, learner.model?.state, learner.samples], (_, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
  )

const changing = (after?: Parameters<typeof sea>[0]): SyntheticStream =>
  drift(sea({ ...after, samples: 6000, noise: 0.05 }), { at: 2500, width: 1, to: sea({ variant: 3, seed: 9 }) })

const cases: readonly (readonly [string, LearnerOptions, (options: object) => SyntheticStream])[] = [
  ['classification', { task: 'classification', seed: 3 }, (options) => agrawal({ samples: 1700, ...options })],
  ['regression', { task: 'regression', seed: 3 }, (options) => friedman({ samples: 1700, ...options })],
  ...(['boost', 'reset', 'challenge'] as const).map(
    (action) =>
      [
        `a drift answered by ${action}`,
        { task: 'classification', seed: 5, onDrift: { detector: adwin(), action, part: 'network' } },
        (options: object) => changing(options),
      ] as const,
  ),
]

describe('openLearner', () => {
  it.each(cases)('stopped again and again, goes on to the same bits: %s', async (_, options, stream) => {
    const create = (): Learner => createLearner(options)
    const undisturbed = create()
    const reports = await lastValueFrom(
      stream({}).pipe(learn(undisturbed), prequential({ everySamples: 500, window: 300 }), toArray()),
    )
    const dir = await folder()
    const resumed: Report[] = []
    for (let ended = false; !ended; ) {
      const learner = await openLearner(dir, { create })
      const { rows } = learner.position
      const metrics = learner.kept<PrequentialState>('metrics')
      const samples$ = stream({ after: learner.position }).pipe(take(777), learn(learner))
      await new Promise<void>((complete, error) =>
        samples$
          .pipe(
            prequential({
              everySamples: 500,
              window: 300,
              resume: metrics,
              onState: (state) => learner.keep('metrics', state),
            }),
          )
          .subscribe({ next: (report) => resumed.push(report), error, complete }),
      )
      await learner.close()
      ended = learner.position.rows - rows < 777
      if (!ended) continue
      expect(all(learner)).toBe(all(undisturbed))
      expect(bits(learner)).toBe(bits(undisturbed))
    }
    expect(resumed.at(-1)?.metrics).toEqual(reports.at(-1)?.metrics)
    expect(resumed.at(-1)?.windowed).toEqual(reports.at(-1)?.windowed)
    expect(resumed.at(-1)?.baselines).toEqual(reports.at(-1)?.baselines)
    expect((await readdir(dir)).filter((name) => name.startsWith('checkpoint-'))).toHaveLength(3)
  })
})
