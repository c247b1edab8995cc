import type { Features, Label } from './sample.js'
import { Fault } from '../rejection.js'
import { checkOption, hasMethods, listOf, required, wrongOption } from '../options.js'
import { aFeature, type FeatureDefinition, type FeatureStage, type FeatureState } from './feature.js'
import { InputColumns, type InputState } from './inputColumns.js'
import type { Row } from './row.js'

/** A named value of a record, and what the first one was: booleans are numbers. */
export interface Field {
  readonly name: string
  readonly kind: InputState['kinds'][number]
}

/** A chain's state: what its columns are, and what each stage has learned. */
export interface ChainState {
  readonly input: InputState
  readonly stages: readonly FeatureState[]
}

/**
 * Raw samples to vectors, learned online: each stage sees what the one before made. Outputs are only ever appended, so
 * index i means the same for ever. Learning and encoding are apart: encoding changes nothing.
 */
export class FeatureChain {
  readonly definitions: readonly FeatureDefinition[]
  private readonly input = new InputColumns()
  private readonly stages: readonly FeatureStage[]
  /** What each stage was given of the sample that was counted last. */
  private readonly rows: Row[] = []

  constructor(definitions: readonly FeatureDefinition[]) {
    checkOption('FeatureChain', 'definitions', definitions, required(listOf(aFeature)))
    this.definitions = definitions
    this.stages = definitions.map(stageOf)
  }

  /** Vectors of this length will come. */
  declare(length: number): void {
    this.input.declare(length)
  }

  /** Numbers that come out. */
  get width(): number {
    return this.last.width
  }

  /** What they are: 'price', 'color=red'. */
  get names(): readonly string[] {
    return this.last.names
  }

  /** The named values that records have had, in order of appearance; of vectors `0`, `1`, ... */
  get fields(): readonly Field[] {
    const { names, kinds } = this.input.state()
    return names.map((name, index) => ({ name, kind: kinds[index] ?? 'number' }))
  }

  private get last(): Row {
    let row = this.input.row
    for (const stage of this.stages) if (stage.active) row = stage.out
    return row
  }

  /**
   * Takes a sample into the statistics, and may append outputs: `count`, then `remember`.
   * `y`: a regression's target; `label`: a classification's.
   *
   * @returns the fault, if it is unfit; where that is the sample's own, nothing was learned
   */
  learn(x: Features, y: number = Number.NaN, label?: Label): Fault | undefined {
    const fault = this.count(x)
    if (fault) return fault
    this.remember(y, label)
    return undefined
  }

  /**
   * Takes a sample's features into the statistics, without its target, and may append outputs. `encodeLastInto` then
   * writes the sample, and `remember` ends it.
   *
   * @returns the fault, if it is unfit; where that is the sample's own, nothing was learned
   */
  count(x: Features): Fault | undefined {
    const fault = this.input.learn(x)
    if (fault) return fault
    let { row } = this.input
    for (let index = 0; index < this.stages.length; index++) {
      const stage = this.stages[index] as FeatureStage
      this.rows[index] = row
      stage.learn(row)
      if (stage.fault) return stage.fault
      if (!stage.active) continue
      stage.apply(row)
      row = stage.out
    }
    return undefined
  }

  /** Takes in what only later samples may know of the one that was counted last: its target, and the sample itself. */
  remember(y: number, label?: Label): void {
    for (let index = 0; index < this.stages.length; index++) {
      this.stages[index]?.remember?.(this.rows[index] as Row, y, label)
    }
  }

  /** Writes the sample that was learned last. `into` has room for `width` numbers. */
  encodeLastInto(into: Float32Array): Fault | undefined {
    return write(this.last, into)
  }

  /** Writes a sample by what is known now; changes nothing. Names that were never seen are passed over. */
  encodeInto(x: Features, into: Float32Array): Fault | undefined {
    const fault = this.input.look(x)
    if (fault) return fault
    let { row } = this.input
    for (const stage of this.stages) {
      if (!stage.active) continue
      stage.apply(row)
      row = stage.out
    }
    return write(row, into)
  }

  state(): ChainState {
    return { input: this.input.state(), stages: this.stages.map((stage) => stage.state()) }
  }

  /** Of each stage, what else decides how it goes on learning; null where there is nothing. */
  learning(): readonly (Float64Array | null)[] {
    return this.stages.map((stage) => stage.learning?.() ?? null)
  }

  /** Takes a state of a chain of the same definitions; only into a chain that has learned nothing. */
  restore({ input, stages }: ChainState, learning: readonly (Float64Array | null)[] = []): void {
    this.input.restore(input)
    this.stages.forEach((stage, index) => {
      const state = stages[index]
      if (state) stage.restore(state, learning[index] ?? undefined)
    })
  }
}

/** A feature of one's own may make something else. */
function stageOf({ name, create }: FeatureDefinition, at: number): FeatureStage {
  const stage = create()
  if (hasMethods(stage, 'learn', 'apply', 'state', 'restore')) return stage
  throw wrongOption('features', `${name}.create()`, stage, {
    expected: `a stage with learn, apply, state and restore, which feature ${at} must return`,
  })
}

function write({ numbers, texts, names }: Row, into: Float32Array): Fault | undefined {
  for (let i = 0; i < names.length; i++) {
    const value = numbers[i] as number
    if (Number.isFinite(value)) {
      into[i] = value
      continue
    }
    const text = texts[i]
    if (text !== undefined) {
      return new Fault(
        'ERR_FEATURE_TEXT',
        `'${names[i]}' is text, ${JSON.stringify(text.slice(0, 40))}: add oneHot() or hashing() to the features`,
        i,
      )
    }
    if (!Number.isNaN(value)) {
      return new Fault(
        'ERR_INPUT_VALUE',
        `'${names[i]}' is ${value}: add standardScaler() before it to the features`,
        i,
      )
    }
    return new Fault(
      'ERR_FEATURE_MISSING',
      `'${names[i]}' is missing: add imputer() or standardScaler() to the features`,
      i,
    )
  }
  return undefined
}
