import { describeValue } from '../../describeValue.js'
import { EddyError } from '../../error.js'
import { checkOptions, count, oneOf, type TableOf } from '../../options.js'
import type { Label, Target } from '../../features/sample.js'
import { Rejections } from '../../rejection.js'
import { type Prediction, type Task, unpredicted } from '../prediction.js'
import { LeastSquares, type LeastSquaresState, ridgeTable } from './leastSquares.js'
import { checkValues } from './checkValues.js'

export interface LinearProbeOptions {
  /** What is asked: a label, or a number; default 'classification'. */
  readonly task?: Task
  /** Penalty on squared weights; default 1e-3. */
  readonly ridge?: number
  /** Each sample counts this many times as much as the next; default 1. Below 1 (0.999) where the network still learns. */
  readonly forgetting?: number
  /** Labels it tells apart at most, default 1000; samples of further ones don't fit. */
  readonly maxLabels?: number
}

const table: TableOf<LinearProbeOptions> = {
  task: oneOf(['classification', 'regression']),
  ...ridgeTable,
  maxLabels: count,
}

/** What a probe has learned, as plain data. */
export interface LinearProbeState {
  readonly inputs: number
  readonly classes: readonly Label[]
  readonly weights: LeastSquaresState
}

/** Makes a probe: how well can a concept be read off a representation by a linear map? */
export const linearProbe = (options: LinearProbeOptions = {}): LinearProbe => new LinearProbe(options)

/**
 * A linear reader of hidden activations: after every sample the least-squares solution of all before it. Labels are
 * columns of zeros and ones, the largest output is the answer. Source: Alain & Bengio 2016, "Understanding intermediate
 * layers using linear classifier probes".
 */
export class LinearProbe {
  readonly task: Task
  /** Samples that the operator `probe` set aside. */
  readonly rejections: Rejections = new Rejections('probe.rejections.listen(...)')
  private readonly options: LinearProbeOptions
  private readonly maxLabels: number
  private labels: readonly Label[] = Object.freeze([])
  private readonly indices = new Map<Label, number>()
  private solver: LeastSquares | undefined
  private targets = new Float64Array(1)
  private outputs = new Float64Array(1)

  /** @throws {EddyError} ERR_OPTION for a ridge that isn't positive, forgetting outside (0, 1], or no room for a label */
  constructor(options: LinearProbeOptions = {}) {
    checkOptions('linearProbe', options, table)
    this.task = options.task ?? 'classification'
    this.options = options
    const { maxLabels = 1000 } = options
    this.maxLabels = maxLabels
  }

  /** Samples learned. */
  get samples(): number {
    return this.solver?.rows ?? 0
  }

  /** In the order in which they appeared. Frozen: a label that comes makes a new list. */
  get classes(): readonly Label[] {
    return this.labels
  }

  /** @throws {EddyError} ERR_INPUT_LENGTH or ERR_INPUT_VALUE if `values` don't fit, ERR_TARGET_VALUE if `target` doesn't */
  learn(values: ArrayLike<number>, target: Target): void {
    this.check(values)
    this.checkTarget(target)
    this.solver ??= this.solverOf(values.length, 1)
    if (this.task === 'regression') this.targets[0] = Number(target)
    else {
      const index = this.indexOf(target as Label)
      this.solver.growOutputs(this.labels.length)
      if (this.targets.length < this.labels.length) this.targets = new Float64Array(2 * this.labels.length)
      this.targets.fill(0)
      this.targets[index] = 1
    }
    this.solver.learn(values, this.targets)
  }

  /**
   * What the probe says; changes nothing. Probabilities are the outputs, cut off at 0, as shares of their sum. Before the
   * first sample was learned the prediction is `unpredicted`.
   *
   * @throws {EddyError} as `learn`
   */
  predict(values: ArrayLike<number>): Prediction {
    this.check(values)
    const { solver } = this
    if (!solver) return unpredicted(this.task)
    if (this.outputs.length < solver.outputs) this.outputs = new Float64Array(2 * solver.outputs)
    solver.predictInto(values, this.outputs)
    if (this.task === 'regression') {
      const value = this.outputs[0] ?? 0
      return { task: 'regression', value, values: Float32Array.of(value) }
    }
    return labelled(this.outputs, this.labels)
  }

  private solverOf(inputs: number, outputs: number): LeastSquares {
    const { ridge, forgetting } = this.options
    return new LeastSquares({
      inputs,
      outputs,
      ...(ridge === undefined ? {} : { ridge }),
      ...(forgetting === undefined ? {} : { forgetting }),
    })
  }

  private indexOf(label: Label): number {
    const known = this.indices.get(label)
    if (known !== undefined) return known
    const index = this.labels.length
    this.labels = Object.freeze([...this.labels, label])
    this.indices.set(label, index)
    return index
  }

  private check(values: ArrayLike<number>): void {
    checkValues('linearProbe', values, this.solver?.inputs)
  }

  private checkTarget(target: Target): void {
    const isNumber = typeof target === 'number' && Number.isFinite(target)
    if (this.task === 'regression' ? isNumber : isNumber || typeof target === 'string' || typeof target === 'boolean')
      return this.checkRoom(target as Label)
    const wanted = this.task === 'regression' ? 'a finite number' : 'a label (string, number or boolean)'
    throw new EddyError('ERR_TARGET_VALUE', `linearProbe: expected ${wanted}, got ${describeValue(target)}`)
  }

  /** Each label is an output more: ids would grow with the stream. */
  private checkRoom(label: Label): void {
    if (this.task === 'regression' || this.labels.length < this.maxLabels || this.indices.has(label)) return
    throw new EddyError(
      'ERR_TARGET_VALUE',
      `linearProbe: more than ${this.maxLabels} labels, the next is ${String(label)}: is it an id? Raise \`maxLabels\` if not`,
    )
  }

  /** All that was learned; undefined before the first sample. */
  state(): LinearProbeState | undefined {
    const { solver } = this
    return solver && { inputs: solver.inputs, classes: [...this.labels], weights: solver.state() }
  }

  /** Goes on from the state of a probe with the same options. */
  restore({ inputs, classes, weights }: LinearProbeState): void {
    const solver = this.solverOf(inputs, weights.outputs)
    solver.restore(weights)
    this.solver = solver
    this.labels = Object.freeze([])
    this.indices.clear()
    for (const label of classes) this.indexOf(label)
    this.targets = new Float64Array(Math.max(1, classes.length))
  }
}

function labelled(outputs: Float64Array, labels: readonly Label[]): Prediction {
  let best = 0
  let sum = 0
  for (let k = 0; k < labels.length; k++) {
    if (outputs[k]! > outputs[best]!) best = k
    sum += Math.max(0, outputs[k]!)
  }
  const probabilities = Float32Array.from(labels, (_, k) =>
    sum > 0 ? Math.max(0, outputs[k]!) / sum : 1 / labels.length,
  )
  return { task: 'classification', label: labels[best], probabilities, classes: labels }
}
