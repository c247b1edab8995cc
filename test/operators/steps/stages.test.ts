import { connect, from, map, merge, type Observable, of, type OperatorFunction, share, Subject, tap } from 'rxjs'
import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  backward,
  createModel,
  dense,
  EddyError,
  forward,
  loss,
  type Model,
  sgd,
  type Step,
  squaredError,
  tanh,
  type TrainingSample,
  update,
} from '../../../src/index.js'

/* A step goes through forward, loss, backward and update, each once and in this order; anything else is refused by name. */

const names = ['forward', 'loss', 'backward', 'update'] as const
type Name = (typeof names)[number]

const sample: TrainingSample = { x: [1, -0.5], y: [0.3, 0.8] }
const network = (seed = 1): Model => createModel({ input: 2, layers: [dense(2), tanh()], seed, kernels: 'reference' })
const optimizer = sgd({ learningRate: 0.1, momentum: 0.9 })
const bits = (models: readonly Model[]): number[][] => models.map(({ parameters }) => Array.from(parameters))

const sequences = (length: number): Name[][] =>
  length === 0 ? [[]] : sequences(length - 1).flatMap((some) => names.map((name) => [...some, name]))

/** How many operators of a sequence are right, from the first on. */
function rightUpTo(sequence: readonly Name[]): number {
  let at = -1
  const wrong = sequence.findIndex((name) => {
    const next = names.indexOf(name)
    if (next === 0 && at <= 0) at = 0
    else if (next === at + 1 && at >= 0) at = next
    else return true
    return false
  })
  return wrong < 0 ? sequence.length : wrong
}

type AnyOperator = OperatorFunction<never, unknown>

/** Runs a sequence of operators on one sample; each `forward` is of a further model. */
function run(sequence: readonly Name[]): { code?: string; message?: string; emitted: number; parameters: number[][] } {
  const models = [1, 2, 3, 4, 5].map(network)
  let model = 0
  const operators = sequence.map((name): AnyOperator => {
    if (name === 'forward') return forward(models[model++] as Model) as AnyOperator
    if (name === 'loss') return loss(squaredError()) as AnyOperator
    return (name === 'backward' ? backward() : update(optimizer)) as AnyOperator
  })
  const piped$ = operators.reduce<Observable<unknown>>((source$, operator) => operator(source$ as never), of(sample))
  let emitted = 0
  let error: unknown
  piped$.subscribe({ next: () => (emitted += 1), error: (came) => (error = came) })
  const parameters = bits(models)
  if (error === undefined) return { emitted, parameters }
  expect(error).toBeInstanceOf(EddyError)
  const { code, message } = error as EddyError
  return { code, message, emitted, parameters }
}

describe('every sequence of the four operators', () => {
  it.each(process.env['EDDY_LONG'] ? [1, 2, 3, 4, 5] : [1, 2, 3])(
    'of length %i runs where it is right, and is refused where it is wrong',
    (length) => {
      const wholes = new Map<string, number[][]>()
      for (const sequence of sequences(length)) {
        const right = rightUpTo(sequence)
        const result = run(sequence)
        const prefix = sequence.slice(0, right)
        const known = wholes.get(prefix.join()) ?? run(prefix).parameters
        wholes.set(prefix.join(), known)
        // What was right before the wrong operator has its effect; the wrong one has none.
        expect([sequence, result.parameters]).toEqual([sequence, known])
        if (right === length) expect([sequence, result.code, result.emitted]).toEqual([sequence, undefined, 1])
        else {
          expect([sequence, result.code, result.emitted]).toEqual([sequence, 'ERR_STAGE', 0])
          expect(result.message).toMatch(new RegExp(`^${sequence[right]}: `))
        }
      }
    },
  )

  it('moves no weight unless it is right up to update', () => {
    const start = run([]).parameters
    // With three operators in front, the fourth alone decides.
    for (const sequence of sequences(1).map(([last]) => [...names.slice(0, 3), last as Name])) {
      const moved = JSON.stringify(run(sequence).parameters) !== JSON.stringify(start)
      expect([sequence, moved]).toEqual([sequence, sequence.join() === names.join()])
    }
  })
})

/** The code of the error that a stream ends with, or what it emitted. */
function ending(stream$: Observable<unknown>): unknown {
  let end: unknown = 'nothing'
  stream$.subscribe({ next: (value) => (end = value), error: (error) => (end = error.code ?? error) })
  return end
}

describe('a step is used once', () => {
  const steps$ = (model: Model) => of(sample).pipe(forward(model))

  it('not by two subscribers: the second is refused, the first learns', () => {
    const model = network()
    const errors: string[] = []
    const source = new Subject<TrainingSample>()
    const shared$ = source.pipe(forward(model), share())
    for (let n = 0; n < 2; n++) {
      shared$
        .pipe(loss(squaredError()), backward(), update(optimizer))
        .subscribe({ error: (error: EddyError) => errors.push(error.code) })
    }
    source.next(sample)
    source.next(sample)
    expect(errors).toEqual(['ERR_STAGE'])
    expect(model.steps).toBe(2)
  })

  it('not in two branches', () => {
    const branch = (step$: Observable<Step<TrainingSample, 'forward'>>) =>
      step$.pipe(loss(squaredError()), backward(), update(optimizer))
    const model = network()
    expect(ending(steps$(model).pipe(connect((step$) => merge(branch(step$), branch(step$)))))).toBe('ERR_STAGE')
    expect(model.steps).toBe(1)
  })

  it('not again when it was kept', () => {
    const model = network()
    const kept: Step[] = []
    steps$(model)
      .pipe(
        tap((step) => kept.push(step)),
        loss(squaredError()),
        backward(),
        update(optimizer),
      )
      .subscribe()
    const before = bits([model])
    for (const again of [loss(squaredError()), backward(), update(optimizer), forward(network())] as AnyOperator[]) {
      expect(ending(from(kept).pipe(again as never))).toBe('ERR_STAGE')
    }
    expect(bits([model])).toEqual(before)
  })

  it('not after it went into the step of a further model', () => {
    const kept: Step[] = []
    steps$(network())
      .pipe(
        tap((step) => kept.push(step)),
        forward(network(2)),
      )
      .subscribe()
    expect(ending(from(kept).pipe(loss(squaredError())))).toBe('ERR_STAGE')
  })

  it('not after it was set aside', () => {
    const model = network()
    const kept: Step[] = []
    of({ ...sample, y: [1] })
      .pipe(
        forward(model),
        tap((step) => kept.push(step)),
        loss(squaredError()),
      )
      .subscribe()
    expect(model.rejections.count).toBe(1)
    expect(ending(from(kept).pipe(loss(squaredError())))).toBe('ERR_STAGE')
  })

  it('not with one model twice', () => {
    const model = network()
    expect(ending(steps$(model).pipe(forward(model)))).toBe('ERR_STAGE')
  })

  it.each([undefined, null, 'x', 3, {}, [], Symbol('x'), sample, new Map()])('and %s is none', (value) => {
    for (const operator of [loss(squaredError()), backward(), update(optimizer)] as AnyOperator[]) {
      expect(ending(of(value).pipe(operator as never))).toBe('ERR_STAGE')
    }
  })
})

describe('`only`', () => {
  it('names at least one model of the step, so that something learns', () => {
    const [model, other] = [network(), network(2)]
    const learning = (only: readonly Model[]) =>
      of(sample).pipe(forward(model), loss(squaredError()), backward(), update(optimizer, { only }))
    expect(ending(learning([other]))).toBe('ERR_OPTION')
    expect(() => learning([])).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    expect(model.steps).toBe(0)
    learning([other, model]).subscribe()
    expect(model.steps).toBe(1)
  })
})

describe('gradients', () => {
  const asked = (step: Step): unknown[] =>
    [() => step.gradients(), () => step.gradientNorms(), () => step.inputGradient()].map((ask) => {
      try {
        return ask().length
      } catch (error) {
        return (error as EddyError).code
      }
    })

  it('are there between backward and update alone', () => {
    const seen: unknown[] = []
    const look = tap((step: Step) => seen.push(asked(step)))
    of(sample)
      .pipe(forward(network()), look, loss(squaredError()), look, backward(), look, update(optimizer), look)
      .subscribe()
    const refused = ['ERR_STAGE', 'ERR_STAGE', 'ERR_STAGE']
    expect(seen).toEqual([refused, refused, [8 + 4, 2, 2], refused])
  })

  it('are those of a model of the step', () => {
    const other = network(3)
    const read$ = of(sample).pipe(
      forward(network()),
      loss(squaredError()),
      backward(),
      map((step) => step.gradients(other)),
    )
    expect(ending(read$)).toBe('ERR_OPTION')
  })
})

it('the type says how far a step has come', () => {
  const source$ = of(sample)
  const model = network()
  const forward$ = source$.pipe(forward(model))
  const loss$ = forward$.pipe(loss(squaredError()))
  const backward$ = loss$.pipe(backward())
  expectTypeOf(forward$).toEqualTypeOf<Observable<Step<TrainingSample, 'forward'>>>()
  expectTypeOf(loss$).toEqualTypeOf<Observable<Step<TrainingSample, 'loss'>>>()
  expectTypeOf(backward$).toEqualTypeOf<Observable<Step<TrainingSample, 'backward'>>>()
  expectTypeOf(backward$.pipe(update(optimizer))).toEqualTypeOf<Observable<Step<TrainingSample, 'update'>>>()
  // What leaves an operator out, or does one twice, doesn't compile.
  // @ts-expect-error -- no loss
  forward$.pipe(backward())
  // @ts-expect-error -- no loss, no backward
  forward$.pipe(update(optimizer))
  // @ts-expect-error -- no backward
  loss$.pipe(update(optimizer))
  // @ts-expect-error -- twice
  loss$.pipe(loss(squaredError()))
  // @ts-expect-error -- twice
  backward$.pipe(backward())
  // @ts-expect-error -- twice
  backward$.pipe(update(optimizer), update(optimizer))
  // @ts-expect-error -- a further model after the loss
  loss$.pipe(forward(network(2)))
  // @ts-expect-error -- not even forward
  source$.pipe(loss(squaredError()))
  // @ts-expect-error -- before backward
  loss$.pipe(map((step) => step.gradients()))
  const update$ = backward$.pipe(update(optimizer))
  // @ts-expect-error -- after update
  update$.pipe(map((step) => step.gradients()))
  // One whose place isn't said goes everywhere: the operators look when it comes.
  const anywhere = new Subject<Step<TrainingSample>>()
  anywhere.pipe(loss(squaredError()), backward(), update(optimizer))
  anywhere.pipe(backward())
  loss$.pipe(tap(anywhere), backward())
  const untyped: Step[] = []
  forward$.pipe(tap((step) => untyped.push(step)))
})
