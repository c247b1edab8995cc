import { describeValue } from '../../describeValue.js'
import { EddyError } from '../../error.js'
import { messageOf } from '../../unreadable.js'
import { Assembler } from './assembler.js'
import { BlockAssembler, type Shared } from './blockAssembler.js'
import type { Cell, Rule, RuleTrace, Vector } from './rule.js'
import type { PlannedGuard, Target, TracedRules, UpdatePlaces } from './updatePlaces.js'

/** Takes a step as it is: that a guard looks at it keeps a step that is not finite from the weights. */
const asItIs = (): number => 1

/** Traces a chain of rules into one block program per parameter. Cells that are passed in keep their values. */
export function traceRules(
  assembler: Assembler,
  rules: readonly Rule[],
  targets: readonly Target[],
  places: UpdatePlaces,
  cells: Map<string, Cell>,
): TracedRules {
  const shared: Shared = { states: [], cells, scalars: [], known: new Map() }
  const factor = rules[rules.length - 1]?.guard ?? (rules.every(({ finite }) => finite) ? undefined : asItIs)
  if (rules.slice(0, -1).some((rule) => rule.guard)) {
    throw new EddyError('ERR_RULE', 'a guard looks at the whole step: put it last in the chain')
  }
  let guard: PlannedGuard | undefined
  const programs = targets.map((target) =>
    assembler.program(() => {
      let step: Vector = { vector: places.scratch }
      const block = new BlockAssembler(assembler, places, target, shared)
      rules.forEach((rule, position) => {
        step = tracedStep(rule, block.forRule(rule, position, step))
      })
      if (factor) guard = block.keep(step, factor, guard)
      else block.assign(block.w, block.sub(block.w, step))
    }),
  )
  return { states: shared.states, cells, scalars: shared.scalars, programs, ...(guard ? { guard } : {}) }
}

/**
 * Refuses rules that no model can take, before there is one.
 *
 * @throws {EddyError} ERR_RULE for a rule in the wrong place, one that needs too many vectors, or one whose trace fails
 */
export function checkRules(rules: readonly Rule[]): void {
  const places: UpdatePlaces = {
    length: 4,
    firstState: 1,
    scratch: 0,
    blockCapacity: 4,
    constant: () => 0,
    scalar: () => 0,
    randomState: 0,
  }
  traceRules(new Assembler(), rules, [{ index: 0, name: 'weight', shape: [1] }], places, new Map())
}

function tracedStep({ name, trace }: Rule, block: RuleTrace): Vector {
  let step: unknown
  try {
    step = trace(block)
  } catch (error) {
    if (error instanceof EddyError) throw error
    throw new EddyError('ERR_RULE', `${name}: the trace of the rule throws: ${messageOf(error)}`, { cause: error })
  }
  if (typeof step === 'object' && step !== null && 'vector' in step && typeof step.vector === 'number') {
    return step as Vector
  }
  throw new EddyError(
    'ERR_RULE',
    `${name}: the trace of a rule must return its step, a vector, got ${describeValue(step)}`,
  )
}
