import { Op, stride, type MachineLayout } from '../../kernels/isa.js'
import { Assembler } from './assembler.js'
import type { Network } from '../tracing/network.js'
import { columnsOf, rowsOf, storage } from '../tracing/node.js'
import { type Plan, planPasses, planPrediction, type TracedLoss } from './plan.js'
import { type PlannedRenewal, planRenewals } from './renewal.js'
import type { Cell, Rule } from './rule.js'
import type { Areas } from './tape.js'
import { REGISTERS } from './blockAssembler.js'
import { traceRules } from './update.js'
import type { ScalarSlot, TracedRules } from './updatePlaces.js'

/** An optimizer attached to a network: its rules and what it remembers outside the weights' memory. */
export interface Attachment {
  readonly rules: readonly Rule[]
  readonly cells: Map<string, Cell>
}

/** The update program of an attachment, for each plan. */
export interface PlannedUpdate extends TracedRules {
  readonly firstState: number
  /** By position of the plan. */
  readonly programs: readonly number[]
  readonly renewals: readonly PlannedRenewal[]
  /** Takes the step that is kept, where the chain ends with a guard. */
  readonly finish: number | undefined
}

/** Everything a machine needs to be made and run: one compilation of a network with its losses and optimizers. */
export interface Layout extends MachineLayout {
  readonly words: readonly number[]
  /** Length of the parameter vector, padding included. */
  readonly parametersLength: number
  readonly offsets: readonly number[]
  readonly constants: readonly (readonly [address: number, value: number])[]
  readonly norms: number
  readonly gradients: number
  readonly randomState: number
  readonly plans: readonly Plan[]
  readonly updates: readonly PlannedUpdate[]
  readonly prediction: ReturnType<typeof planPrediction>
}

export interface LayoutRequest {
  readonly network: Network
  readonly losses: readonly TracedLoss[]
  readonly attachments: readonly Attachment[]
  readonly batches: readonly { readonly batch: number; readonly slots: number }[]
}

/** Compiles a network. Twice over where the first guess at the room for constants was too small. */
export function layOut(request: LayoutRequest, constantsCapacity = 1024): Layout {
  const attempt = tryLayout(request, constantsCapacity)
  return typeof attempt === 'number' ? layOut(request, attempt * 2) : attempt
}

/** The fixed area: gradients, norms, scratch, then constants and scalars. */
class FixedArea {
  readonly norms: number
  readonly scratch: number
  readonly constants: [number, number][] = []
  private readonly known = new Map<string, number>()
  private next: number

  readonly gradients: number
  constructor(gradients: number, parametersLength: number, parameters: number, blockCapacity: number) {
    this.gradients = gradients
    this.norms = gradients + parametersLength
    this.scratch = this.norms + stride(parameters)
    this.next = this.scratch + (REGISTERS + 1) * blockCapacity
  }

  get end(): number {
    return this.next
  }

  readonly constant = (values: readonly number[], shape: readonly number[]): number => {
    const key = `${shape.join()}:${values.map((value) => (Object.is(value, -0) ? '-0' : value)).join()}`
    const known = this.known.get(key)
    if (known !== undefined) return known
    const at = this.next
    const cols = columnsOf(shape)
    values.forEach((value, position) => {
      this.constants.push([at + Math.floor(position / cols) * stride(cols) + (position % cols), value])
    })
    this.next += storage(shape)
    this.known.set(key, at)
    return at
  }

  readonly number = (value: number): number => this.constant([value], [1])

  readonly room = (length: number): number => {
    this.next += stride(length)
    return this.next - stride(length)
  }

  /** Room for a number that changes from step to step. */
  readonly scalar = (): number => {
    this.next += 4
    return this.next - 4
  }
}

function parameterOffsets({ parameters }: Network): { offsets: number[]; length: number; widest: number } {
  let length = 0
  let widest = 4
  const offsets = parameters.map(({ shape }) => {
    const at = length
    length += storage(shape)
    widest = Math.max(widest, stride(columnsOf(shape)))
    return at
  })
  return { offsets, length: Math.max(length, 4), widest }
}

function tryLayout(
  { network, losses, attachments, batches }: LayoutRequest,
  constantsCapacity: number,
): Layout | number {
  const assembler = new Assembler()
  const randomState = assembler.table(new Int32Array(4))
  const { offsets, length, widest } = parameterOffsets(network)
  const blockCapacity = Math.max(1024, widest)
  const stateCounts = attachments.map((attachment) => countStates(attachment, network))
  const stateEnd = length * (1 + stateCounts.reduce((sum, count) => sum + count, 0))
  const fixed = new FixedArea(stateEnd, length, network.parameters.length, blockCapacity)
  const tapeStart = fixed.end + constantsCapacity
  const areas: Areas = {
    parameterAddress: (index) => offsets[index] ?? 0,
    constant: fixed.constant,
    scalar: fixed.number,
    norms: fixed.norms,
    gradients: fixed.gradients,
    randomState,
  }
  let base = tapeStart
  const plans = batches.map((size) => {
    const plan = planPasses(assembler, network, losses, areas, { ...size, base })
    base += plan.slotLength * plan.slots
    return plan
  })
  const prediction = planPrediction(assembler, network, areas, base)
  let firstState = 1
  const updates = attachments.map((attachment, position) => {
    const places = {
      length,
      firstState,
      scratch: fixed.scratch,
      blockCapacity,
      constant: fixed.number,
      scalar: fixed.scalar,
      randomState,
    }
    firstState += stateCounts[position] ?? 0
    const renews = attachment.rules.some(({ renewal }) => renewal)
    const renewals = renews ? planRenewals(assembler, network, offsets, fixed.room) : []
    return { ...planUpdate(assembler, attachment, network, plans, places), renewals }
  })
  if (fixed.end > tapeStart) return fixed.end - tapeStart + constantsCapacity
  return {
    dataLength: base + prediction.length,
    wordsLength: assembler.words.length,
    stateEnd,
    tapeStart,
    blockCapacity,
    words: assembler.words,
    parametersLength: length,
    offsets,
    constants: fixed.constants,
    norms: fixed.norms,
    gradients: fixed.gradients,
    randomState,
    plans,
    updates,
    prediction,
  }
}

const targets = (network: Network) => network.parameters.map(({ name, shape }, index) => ({ index, name, shape }))

function countStates({ rules }: Attachment, network: Network): number {
  const places = {
    length: 4,
    firstState: 1,
    scratch: 0,
    blockCapacity: 4,
    constant: () => 0,
    scalar: () => 0,
    randomState: 0,
  }
  return traceRules(new Assembler(), rules, targets(network), places, new Map()).states.length
}

function planUpdate(
  assembler: Assembler,
  { rules, cells }: Attachment,
  network: Network,
  plans: readonly Plan[],
  places: Parameters<typeof traceRules>[3],
): Omit<PlannedUpdate, 'renewals'> {
  const [only, ...more] = rules.filter(({ renewal }) => !renewal)
  if (only?.plain && more.length === 0) {
    const { name, plain } = only
    const slot: ScalarSlot = {
      name: `0.${name}.rate`,
      address: places.scalar(),
      value: (t) => -plain(t),
      isRate: true,
    }
    const programs = plans.map(({ sources }) =>
      assembler.program(() => {
        for (const { w, a, b, rows, cols } of sources) {
          if (b < 0) assembler.emit(Op.AXPY, w, a, slot.address, rows * stride(cols))
          else assembler.emit(Op.AXPY1, w, a, b, slot.address, rows, cols)
        }
      }),
    )
    return { states: [], cells, scalars: [slot], firstState: places.firstState, programs, finish: undefined }
  }
  const traced = traceRules(assembler, rules, targets(network), places, cells)
  const { guard } = traced
  const { shape } = network.cotangent
  const programs = plans.map(({ sources, batch, address }) =>
    assembler.program(() => {
      for (const { parameter, w, a, b, rows, cols } of sources) {
        assembler.emit(Op.UPDATE, w, a, b, rows, cols, traced.programs[parameter] ?? 0, places.scratch)
      }
      const error = address(network.cotangent)
      if (guard) assembler.emit(Op.NORM, guard.error, error, -1, rowsOf(shape) * batch, columnsOf(shape))
    }),
  )
  const finish = guard && assembler.program(() => assembler.emit(Op.AXPY, 0, guard.step, guard.scale, places.length))
  return { ...traced, firstState: places.firstState, programs, finish }
}
