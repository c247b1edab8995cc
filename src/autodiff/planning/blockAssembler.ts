import { columnsOf } from '../tracing/node.js'
import { EddyError } from '../../error.js'
import { Binary, Op, Unary } from '../../kernels/isa.js'
import type { Assembler } from './assembler.js'
import type { Cell, RmsOptions, Rule, RuleTrace, Scalar, Vector } from './rule.js'
import type { PlannedGuard, ScalarSlot, Target, UpdatePlaces } from './updatePlaces.js'

/** Temporaries a rule may use at once; each is one block. */
export const REGISTERS = 24

/** What the programs of all parameters have in common. */
export interface Shared {
  readonly states: { name: string; start: number | 'parameters' }[]
  readonly cells: Map<string, Cell>
  readonly scalars: ScalarSlot[]
  readonly known: Map<string, ScalarSlot>
}

/** Writes block instructions: rows = 0 means the current block. */
export class BlockAssembler implements RuleTrace {
  g: Vector
  readonly w: Vector = { vector: 0 }
  readonly parameter: { readonly name: string; readonly shape: readonly number[] }
  private readonly assembler: Assembler
  private readonly places: UpdatePlaces
  private readonly target: Target
  private readonly shared: Shared
  private registers = 0
  private prefix = ''
  private position = 0

  constructor(assembler: Assembler, places: UpdatePlaces, target: Target, shared: Shared) {
    this.assembler = assembler
    this.places = places
    this.target = target
    this.shared = shared
    this.parameter = { name: target.name, shape: target.shape }
    this.g = { vector: places.scratch }
  }

  forRule(rule: Rule, position: number, step: Vector): this {
    this.prefix = `${position}.${rule.name}`
    this.position = position
    this.g = step
    return this
  }

  private register(): Vector {
    this.registers += 1
    if (this.registers > REGISTERS) {
      throw new EddyError(
        'ERR_RULE',
        `${this.prefix}: a chain of rules may hold ${REGISTERS} intermediate vectors; this one needs more. Use blend or assign to reuse them`,
      )
    }
    return { vector: this.places.scratch + this.registers * this.places.blockCapacity }
  }

  state(name: string, start: number | 'parameters' = 0): Vector {
    const full = `${this.prefix}.${name}`
    let index = this.shared.states.findIndex((known) => known.name === full)
    if (index < 0) index = this.shared.states.push({ name: full, start }) - 1
    return { vector: (this.places.firstState + index) * this.places.length }
  }

  cell(name: string, start: number): Cell {
    const full = `${this.prefix}.${name}`
    const known = this.shared.cells.get(full)
    if (known) return known
    const cell = { value: start }
    this.shared.cells.set(full, cell)
    return cell
  }

  private slot(name: string, value: ScalarSlot['value']): Scalar {
    const known = this.shared.known.get(name)
    if (known) return { scalar: known.address }
    const slot = { name, address: this.places.scalar(), value, isRate: name.endsWith('.rate') }
    this.shared.known.set(name, slot)
    this.shared.scalars.push(slot)
    return { scalar: slot.address }
  }

  scalar(name: string, value: (t: number) => number): Scalar {
    return this.slot(`${this.prefix}.${name}`, value)
  }

  clipFactor(scope: 'global' | 'parameter', max: number): Scalar {
    if (this.position > 0) {
      throw new EddyError('ERR_RULE', 'clipping by norm looks at the raw gradient: put it first in the chain')
    }
    const factor = (squared: number): number => Math.min(1, max / (Math.sqrt(squared) + 1e-6))
    if (scope === 'global') {
      return this.slot(`${this.prefix}.clip`, (_, norms) => factor(norms.reduce((sum, norm) => sum + norm, 0)))
    }
    const { index } = this.target
    return this.slot(`${this.prefix}.clip.${index}`, (_, norms) => factor(norms[index] ?? 0))
  }

  signs(): Vector {
    const to = this.register()
    this.assembler.emit(Op.SIGNS, to.vector, this.places.randomState, columnsOf(this.target.shape))
    return to
  }

  private number(value: Scalar | number): number {
    return typeof value === 'number' ? this.places.constant(value) : value.scalar
  }

  assign(target: Vector, value: Vector): void {
    this.assembler.emit(Op.UNARY, Unary.COPY, target.vector, value.vector, 0, 0)
  }

  private blendInto(square: 0 | 1, a: Vector, s: Scalar | number, b: Vector, t: Scalar | number): Vector {
    const to = this.register()
    this.assembler.emit(Op.BLEND, square, to.vector, a.vector, this.number(s), b.vector, this.number(t), 0, 0)
    return to
  }

  blend(a: Vector, s: Scalar | number, b: Vector, t: Scalar | number): Vector {
    return this.blendInto(0, a, s, b, t)
  }
  blendSquare(a: Vector, s: Scalar | number, b: Vector, t: Scalar | number): Vector {
    return this.blendInto(1, a, s, b, t)
  }

  rms(v: Vector, g: Vector, { decay, correction, epsilon, rate }: RmsOptions): Vector {
    const to = this.register()
    const scalars = [decay, 1 - decay, correction, epsilon, rate].map((value) => this.number(value))
    this.assembler.emit(Op.RMS, to.vector, v.vector, g.vector, ...scalars, 0, 0)
    return to
  }

  /** Keeps the step instead of taking it. */
  keep(step: Vector, factor: PlannedGuard['factor'], known: PlannedGuard | undefined): PlannedGuard {
    const kept = this.state('step').vector
    const { scalar } = this.places
    const guard = known ?? { step: kept, decrease: scalar(), error: scalar(), scale: scalar(), factor }
    this.assembler.emit(Op.GUARD, kept, step.vector, this.places.scratch, guard.decrease, columnsOf(this.target.shape))
    return guard
  }

  private binary(fn: number, a: Vector, b: Vector | Scalar | number): Vector {
    const to = this.register()
    const vector = typeof b === 'object' && 'vector' in b
    const right = vector ? [b.vector, 0, 0] : [this.number(b), 0, 1]
    this.assembler.emit(Op.BINARY, fn, to.vector, a.vector, 0, 0, ...right, 0, 0)
    return to
  }

  add(a: Vector, b: Vector | Scalar | number): Vector {
    return this.binary(Binary.ADD, a, b)
  }
  sub(a: Vector, b: Vector | Scalar | number): Vector {
    return this.binary(Binary.SUB, a, b)
  }
  mul(a: Vector, b: Vector | Scalar | number): Vector {
    return this.binary(Binary.MUL, a, b)
  }
  div(a: Vector, b: Vector | Scalar | number): Vector {
    return this.binary(Binary.DIV, a, b)
  }
  max(a: Vector, b: Vector | Scalar | number): Vector {
    return this.binary(Binary.MAX, a, b)
  }
  min(a: Vector, b: Vector | Scalar | number): Vector {
    return this.binary(Binary.MIN, a, b)
  }
  greater(a: Vector, b: Vector | Scalar | number): Vector {
    return this.binary(Binary.GREATER, a, b)
  }

  private unary(fn: number, a: Vector): Vector {
    const to = this.register()
    this.assembler.emit(Op.UNARY, fn, to.vector, a.vector, 0, 0)
    return to
  }

  sqrt(a: Vector): Vector {
    return this.unary(Unary.SQRT, a)
  }
  abs(a: Vector): Vector {
    return this.unary(Unary.ABS, a)
  }
  sign(a: Vector): Vector {
    return this.unary(Unary.SIGN, a)
  }
  neg(a: Vector): Vector {
    return this.unary(Unary.NEG, a)
  }
  square(a: Vector): Vector {
    return this.unary(Unary.SQUARE, a)
  }

  select(condition: Vector, a: Vector, b: Vector): Vector {
    const to = this.register()
    this.assembler.emit(Op.SELECT, to.vector, condition.vector, a.vector, b.vector, 0, 0)
    return to
  }
}
