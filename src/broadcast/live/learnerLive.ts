import type { Label } from '../../features/sample.js'
import type { Learned } from '../../operators/learner/learned.js'
import type { Learner } from '../../operators/learner/learner.js'
import type { SnapshotAbout } from '../../snapshots/about.js'
import { cutText } from './cutText.js'
import { LiveFigures } from './figures.js'
import { LiveRanges } from './liveSample.js'

/** Pairs of truth and prediction that are told, drifts, and classes: metadata has 16 KiB in all. */
const PAIRS = 100
const DRIFTS = 100
const CLASSES = 32
const LABEL_BYTES = 80
/** Every so many samples one is looked at for the ranges of its fields: looking at each would cost more than the rest. */
const LOOK = 16

/**
 * What a published learner tells whoever looks at it, without being asked: its latest pairs of truth and prediction, its
 * figures beside the baselines, the sample it learned last. Costs a fraction of a step per sample.
 */
export class LearnerLive {
  private readonly learner: Learner
  private readonly clock: () => number
  private readonly figures: LiveFigures
  private readonly ranges = new LiveRanges()
  private readonly truth: number[] = []
  private readonly prediction: number[] = []
  private readonly drifts: number[] = []
  private last: Learned | undefined
  private told: { readonly samples: number; readonly atMs: number }

  /** `clock`: milliseconds, monotonic. */
  constructor(learner: Learner, clock: () => number) {
    this.learner = learner
    this.clock = clock
    this.figures = new LiveFigures(learner.task)
    this.told = { samples: learner.samples, atMs: clock() }
  }

  /** Watches the learner; returns how to stop. */
  watch(): () => void {
    const learning = this.learner.learned$.subscribe((learned) => this.take(learned))
    const drifting = this.learner.drift$.subscribe(({ level, samples }) => {
      if (level === 'drift') keep(this.drifts, samples, DRIFTS)
    })
    return () => {
      learning.unsubscribe()
      drifting.unsubscribe()
    }
  }

  private take(learned: Learned): void {
    const { target, prediction, sample } = learned
    this.figures.update({ target, prediction, weight: sample.weight })
    const pair = pairOf(learned, this.learner.classes)
    if (pair) {
      keep(this.truth, pair[0], PAIRS)
      keep(this.prediction, pair[1], PAIRS)
    }
    this.last = learned
    if (learned.samples % LOOK === 0) this.ranges.take(learned.sample.x)
  }

  about(): Partial<SnapshotAbout> {
    const { last, learner } = this
    if (!last) return {}
    const outputs = last.prediction.task === 'regression' ? last.prediction.values.length : 1
    return {
      ...this.figures.read(),
      live: {
        truth: [...this.truth],
        prediction: [...this.prediction],
        ...(outputs > 1 ? { outputs } : {}),
        classes: learner.classes.slice(0, CLASSES).map((label) => cutText(String(label), LABEL_BYTES)),
        ...this.ranges.take(last.sample.x),
        loss: last.loss,
        samplesPerSecond: this.rate(),
        drift: [...this.drifts],
        gradientNorms: gradientNorms(learner),
      },
    }
  }

  private rate(): number {
    const atMs = this.clock()
    const { samples } = this.learner
    const rate = (1000 * (samples - this.told.samples)) / Math.max(1, atMs - this.told.atMs)
    this.told = { samples, atMs }
    return rate
  }
}

function keep(values: number[], value: number, most: number): void {
  values.push(value)
  if (values.length > most) values.shift()
}

/**
 * Truth and prediction as numbers: those of a regression, of several outputs the first; of two classes 0 or 1, and the
 * probability of the second; of more their positions among `classes`. Undefined where nothing was predicted.
 */
function pairOf(
  { target, prediction }: Learned,
  classes: readonly Label[],
): readonly [truth: number, prediction: number] | undefined {
  if (prediction.unpredicted) return undefined
  if (prediction.task === 'regression') {
    const truth = typeof target === 'object' ? target[0] : Number(target)
    return truth === undefined ? undefined : [truth, prediction.value]
  }
  if (typeof target === 'object') return undefined
  const { probabilities, label } = prediction
  const position = classes.indexOf(target)
  if (classes.length <= 2) return [position, probabilities[1] ?? 0]
  return [position, label === undefined ? -1 : classes.indexOf(label)]
}

function gradientNorms({ model }: Learner): Readonly<Record<string, number>> {
  const norms = model?.lastGradientNorms ?? []
  return Object.fromEntries(model?.layout.map(({ name }, index) => [name, norms[index] ?? 0]) ?? [])
}
