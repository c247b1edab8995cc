import type { Rule } from '../autodiff/planning/rule.js'
import { EddyError } from '../error.js'
import type { ModelSpec } from '../layers/model/modelSpec.js'
import {
  anObject,
  checkOptions,
  custom,
  type Expectation,
  flag,
  type TableOf,
  text,
  wholeNumber,
  wrongOption,
} from '../options.js'
import { checkRuleNames } from '../optimizers/builtin.js'
import type { Learner } from '../operators/learner/learner.js'
import type { LearnerDescription } from '../operators/learner/learnerOptions.js'
import { type Model, StreamedModel } from '../operators/model.js'
import type { SnapshotAbout } from './about.js'
import { type Column, type ColumnType, isFloats, textColumn } from './column.js'
import { courseColumns, learnerColumns } from './learnerColumns.js'
import { streamColumns } from './streamColumns.js'

/*
 * A snapshot is a whole learner as data. Its columns are:
 *
 *   spec         u8   JSON, see SnapshotSpec: what was built
 *   parameters   f32  the flat vector, rows padded as model.layout says
 *   and, where it is to go on learning from it, not only to predict:
 *   optimizer    f32  states of the optimizers, each as long as the parameters
 *   counts       f64  steps and cells of the optimizers
 *   random       u32  four words of the generator
 *   course       u8   of a learner, JSON with columns of its own (see plainColumns.ts): what it knows of drifts, ...
 *   positions    u8   of a learner that openLearner made, in a file: JSON, its place in each of its sources
 *
 * With recurrent layers, always:
 *   keys         u8   JSON: the keys of the streams, the one learned longest ago first
 *   memory       f32  what the layers keep for each of them, end to end, rows padded
 *
 * Of a learner also, always:
 *   features     u8   JSON: columns, vocabularies, and how many numbers each stage has
 *   statistics   f64  those numbers end to end: means, variances, ...
 *   readout      f64  the temperature, or the statistics of the targets
 */

/** The `spec` column: plain JSON. */
export interface SnapshotSpec {
  readonly kind: 'learner' | 'model'
  readonly model: ModelSpec
  readonly learner?: LearnerDescription
  /** Of a bare model with its optimizer states: what they are states of, in their order. */
  readonly optimizers?: readonly OptimizerSpec[]
}

/** The rules of an optimizer, as `optimizerFrom` takes them. */
export type OptimizerSpec = readonly Pick<Rule, 'name' | 'settings'>[]

export interface Snapshot {
  readonly name: string
  /** Random, one per run of a trainer. */
  readonly epoch: bigint
  readonly fence: number
  /** Counts up within an epoch. */
  readonly version: number
  readonly about: SnapshotAbout
  readonly columns: readonly Column[]
}

/** What can be captured. */
export const learnerOrModel: Expectation = custom(
  'a learner or a model itself, and no snapshot of it',
  (value) => value instanceof StreamedModel || isLearner(value),
)

/** A snapshot, as far as that can be said without reading it. */
export const aSnapshot: Expectation = custom('a snapshot, made by captureSnapshot() or loadSnapshot()', (value) => {
  const { columns, about } = value as Partial<Snapshot>
  return Array.isArray(columns) && typeof about === 'object'
})

export interface CaptureOptions {
  readonly name?: string
  readonly epoch?: bigint
  readonly fence?: number
  /** Default: the samples that a learner learned, or the steps that a model took. */
  readonly version?: number
  /** Also what is needed to go on learning exactly: optimizer states, counts, the generator. Default false. */
  readonly optimizer?: boolean
  readonly about?: Partial<SnapshotAbout>
}

export const captureTable: TableOf<CaptureOptions> = {
  name: text,
  epoch: custom(
    'a bigint from 0 to 2^64 - 1',
    (value) => typeof value === 'bigint' && BigInt.asUintN(64, value) === value,
  ),
  fence: wholeNumber({ from: 0, to: 0xffff_ffff }),
  version: wholeNumber({ from: 0 }),
  optimizer: flag,
  about: anObject,
}

function partsOf(source: Learner | Model): { readonly model: Model | undefined; readonly learner?: Learner } {
  if (source instanceof StreamedModel) return { model: source }
  if (isLearner(source)) return { model: source.model, learner: source }
  throw wrongOption('captureSnapshot', 'source', source, learnerOrModel)
}

const isLearner = (source: unknown): source is Learner =>
  isRecord(source) && 'task' in source && 'description' in source

/**
 * Copies what a learner or a model is at this moment.
 *
 * @throws {EddyError} ERR_SNAPSHOT_EMPTY for a learner that has seen no sample, so that it has no model yet; ERR_OPTION for
 *   what is neither
 */
export function captureSnapshot(source: Learner | Model, options: CaptureOptions = {}): Snapshot {
  const { model, learner } = partsOf(source)
  checkOptions('captureSnapshot', options, captureTable)
  if (!model) {
    throw new EddyError(
      'ERR_SNAPSHOT_EMPTY',
      'the learner has no model before its first sample; give createLearner({ input }) to have one at once',
    )
  }
  const { name = 'model', epoch = 0n, fence = 0, optimizer = false } = options
  const state = model.state
  const spec = specFor(model, learner, optimizer)
  const columns = [textColumn('spec', JSON.stringify(spec)), numbers('parameters', state.parameters)]
  columns.push(...streamColumns(state.streams))
  if (learner) columns.push(...learnerColumns(learner.state))
  if (optimizer) {
    columns.push(numbers('optimizer', state.optimizers), numbers('counts', state.counts))
    columns.push({ name: 'random', type: 'u32', length: 4, values: state.random })
    if (learner) columns.push(...courseColumns(learner.course))
  }
  const about = { ...aboutOf(model, learner), ...options.about }
  return { name, epoch, fence, version: options.version ?? about.samples, columns, about }
}

function specFor(model: Model, learner: Learner | undefined, optimizer: boolean): SnapshotSpec {
  if (learner) return { kind: 'learner', model: model.spec, learner: learner.description }
  if (optimizer) model.optimizers.forEach(checkRuleNames)
  const optimizers = optimizer ? model.optimizers.map((rules) => rules.map(named)) : []
  return { kind: 'model', model: model.spec, ...(optimizers.length > 0 ? { optimizers } : {}) }
}

const named = ({ name, settings }: Rule): OptimizerSpec[number] => ({ name, settings })

const aboutOf = (model: Model, learner: Learner | undefined): SnapshotAbout => ({
  ...(learner ? { task: learner.task } : {}),
  samples: learner?.samples ?? model.steps,
  steps: model.steps,
  rejected: model.rejections.count + (learner?.rejections.count ?? 0),
})

function numbers(name: string, values: Float32Array | Float64Array): Column {
  const type: ColumnType = values instanceof Float32Array ? 'f32' : 'f64'
  return { name, type, length: values.length, values }
}

export const columnNamed = (columns: readonly Column[], name: string): Column | undefined =>
  columns.find((column) => column.name === name)

/**
 * The spec of a snapshot's columns.
 *
 * @throws {EddyError} ERR_SNAPSHOT if there is none, or it isn't JSON of the right shape
 */
export function specOf(columns: readonly Column[]): SnapshotSpec {
  const column = columnNamed(columns, 'spec')
  if (!(column?.values instanceof Uint8Array)) throw wrong('has no column `spec` of type u8')
  let spec: unknown
  try {
    spec = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(column.values))
  } catch {
    throw wrong('has a spec that is not JSON')
  }
  if (!isSpec(spec)) throw wrong('has a spec without a model')
  return spec
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function isSpec(spec: unknown): spec is SnapshotSpec {
  if (!isRecord(spec) || !isRecord(spec['model']) || !Array.isArray(spec['model']['layers'])) return false
  const { optimizers = [] } = spec
  if (!Array.isArray(optimizers) || !optimizers.every(Array.isArray)) return false
  return spec['kind'] === 'model' || (spec['kind'] === 'learner' && isRecord(spec['learner']))
}

/** @throws {EddyError} ERR_SNAPSHOT without a column `parameters` of floats */
export function parametersOf(columns: readonly Column[]): Float32Array | Float64Array {
  const values = columnNamed(columns, 'parameters')?.values
  if (isFloats(values)) return values
  throw new EddyError('ERR_SNAPSHOT', 'the snapshot has no column `parameters` of type f32')
}

const wrong = (what: string): EddyError => new EddyError('ERR_SNAPSHOT', `the snapshot ${what}`)
