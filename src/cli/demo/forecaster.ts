import { Subject, tap } from 'rxjs'
import { EddyError } from '../../error.js'
import { meanAbsoluteError } from '../../evaluation/metrics/regression/meanAbsoluteError.js'
import type { MetricState } from '../../evaluation/metrics/metric.js'
import {
  absoluteError,
  backward,
  createModel,
  dense,
  forward,
  loss,
  type Model,
  rmsprop,
  tanh,
  update,
  zeros,
} from '../../index.js'
import type { SnapshotAbout } from '../../snapshots/about.js'
import type { Vitals } from '../../sources/vitals.js'
import { VitalsHistory } from './vitalsHistory.js'

/** The error of the model beside that of "it stays as it is", as shares of the whole CPU. */
export interface Errors {
  readonly model: number
  readonly baseline: number
}

/** What is known after a reading. */
export interface Forecast {
  /** The load now, 0 to 1. */
  readonly cpu: number
  /** The load one horizon ahead, 0 to 1; undefined until there's history enough. */
  readonly ahead: number | undefined
  /** Samples learned. */
  readonly samples: number
  readonly rejected: number
  /** Absolute error of the last sample, in typical changes; NaN before the first. */
  readonly loss: number
  /** Mean absolute errors since the start; NaN before the first. */
  readonly mae: Errors
  /** The same over the last readings. */
  readonly windowedMae: Errors
}

export interface ForecasterOptions {
  /** Readings to look ahead; 10, a second. */
  readonly horizon?: number
  /** Readings the windowed errors look back on; 300, half a minute. */
  readonly window?: number
  readonly seed?: number
}

/** A forecast whose outcome isn't known yet. */
interface Pending {
  readonly x: Float32Array
  readonly cpu: number
  readonly ahead: number
}

interface TrainingSample {
  readonly x: Float32Array
  readonly y: number
}

/** Outcomes shown: half a minute. */
const OUTCOMES_MAX = 300

/** Below this change of load, in shares of the whole, nothing is worth telling apart. */
const LEAST_CHANGE = 0.01

/**
 * Forecasts with what it knows now, and learns from the features of then when the outcome comes. The network predicts
 * the change, in units of a typical change: at first 0, which is the baseline itself. Its loss is the absolute error,
 * since a load comes in bursts: with a squared one it hedges against the next burst, and is wrong all the time.
 */
export class Forecaster {
  private readonly horizon: number
  private readonly seed: number
  private readonly maes: Readonly<Record<'all' | 'lately', Readonly<Record<keyof Errors, MetricState>>>>
  private readonly pending: Pending[] = []
  private readonly training = new Subject<TrainingSample>()
  private history: VitalsHistory | undefined
  private model: Model | undefined
  private lastLoss: number = Number.NaN
  private samples = 0
  /** Of the first and the latest reading, ms since 1970. */
  private firstAt = 0
  private lastAt = 0
  private gradientNorms: Readonly<Record<string, number>> = {}
  /** The last outcomes beside what was said about them. */
  private readonly outcomes: { readonly truth: number; readonly prediction: number }[] = []
  private learned = 0
  /** Mean square of the changes seen. */
  private power = 0

  constructor({ horizon = 10, window = 300, seed = 1 }: ForecasterOptions = {}) {
    this.horizon = horizon
    this.seed = seed
    const mae = meanAbsoluteError()
    this.maes = {
      all: { model: mae.create(), baseline: mae.create() },
      lately: { model: mae.rolling(window), baseline: mae.rolling(window) },
    }
  }

  /** Throws ERR_NO_CPU where the reading has no CPU load. */
  take(reading: Vitals): Forecast {
    if (!Number.isFinite(reading.cpu)) {
      throw new EddyError('ERR_NO_CPU', "this system doesn't tell its CPU load, so there is nothing to forecast")
    }
    this.history ??= new VitalsHistory(reading.names)
    this.firstAt ||= reading.at
    this.lastAt = reading.at
    this.model ??= this.start(this.history.length)
    if (this.pending.length === this.horizon) this.learn(reading.cpu)
    this.history.push(reading.x, reading.cpu)
    const ahead = this.ask(this.model, this.history, reading.cpu)
    return {
      cpu: reading.cpu,
      ahead,
      samples: this.learned,
      rejected: this.samples - this.learned,
      loss: this.lastLoss,
      mae: valuesOf(this.maes.all),
      windowedMae: valuesOf(this.maes.lately),
    }
  }

  private start(inputs: number): Model {
    const layers = [dense(32), tanh(), dense(16), tanh(), dense(1, { start: zeros() })]
    const model = createModel({ input: inputs, layers, seed: this.seed })
    this.training
      .pipe(
        forward(model),
        loss(absoluteError()),
        backward(),
        tap((step) => {
          const norms = step.gradientNorms()
          this.gradientNorms = Object.fromEntries(model.layout.map(({ name }, index) => [name, norms[index] ?? 0]))
        }),
        update(rmsprop({ learningRate: 0.001 })),
      )
      .subscribe((step) => {
        this.lastLoss = step.loss
        this.learned++
      })
    return model
  }

  /** The network, once there is one. */
  get network(): Model | undefined {
    return this.model
  }

  /** What subscribers are told about a version. */
  about(): Partial<SnapshotAbout> {
    const { all, lately } = this.maes
    const change = this.typicalChange()
    return {
      samples: this.learned,
      rejected: this.samples - this.learned,
      metrics: { mae: lately.model.value(), maeSinceStart: all.model.value() },
      baselines: { lastTarget: { mae: lately.baseline.value(), maeSinceStart: all.baseline.value() } },
      live: {
        names: this.history?.names ?? [],
        x: Array.from(this.pending.at(-1)?.x ?? []),
        truth: this.outcomes.map(({ truth }) => truth),
        prediction: this.outcomes.map(({ prediction }) => prediction),
        everyMs: 100,
        loss: this.lastLoss,
        samplesPerSecond: this.lastAt > this.firstAt ? (1000 * this.learned) / (this.lastAt - this.firstAt) : 0,
        typicalChange: change,
        gradientNorms: this.gradientNorms,
      },
    }
  }

  private ask(model: Model, history: VitalsHistory, cpu: number): number | undefined {
    if (!history.full) return undefined
    const x = history.features(this.typicalChange())
    const change = model.predict(x)[0] ?? 0
    const ahead = Math.max(0, Math.min(1, cpu + change * this.typicalChange()))
    this.pending.push({ x, cpu, ahead })
    return ahead
  }

  private learn(outcome: number): void {
    const then = this.pending.shift()
    if (then === undefined) return
    for (const { model, baseline } of Object.values(this.maes)) {
      model.update({ target: outcome, prediction: { value: then.ahead } })
      baseline.update({ target: outcome, prediction: { value: then.cpu } })
    }
    this.outcomes.push({ truth: outcome, prediction: then.ahead })
    if (this.outcomes.length > OUTCOMES_MAX) this.outcomes.shift()
    const change = outcome - then.cpu
    this.samples++
    this.power += (change * change - this.power) / Math.min(this.samples, 1000)
    this.training.next({ x: then.x, y: change / this.typicalChange() })
  }

  private typicalChange(): number {
    return Math.max(LEAST_CHANGE, Math.sqrt(this.power))
  }
}

function valuesOf({ model, baseline }: Readonly<Record<keyof Errors, MetricState>>): Errors {
  return { model: model.value(), baseline: baseline.value() }
}
