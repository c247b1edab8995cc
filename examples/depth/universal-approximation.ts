/*
 * Universal approximation by width: one hidden layer can come as near to any continuous function as wanted, if it is wide
 * enough (Cybenko 1989, Hornik, Stinchcombe & White 1989). Two fixed functions on [-1, 1], one point at a time: a sum of two
 * waves, and a saw with a kink. The tanh units start with their slopes spread over the interval, so that each has a place to
 * work on. The error is measured on a grid of 401 points afterwards.
 */
import {
  adam,
  backward,
  createModel,
  createRandom,
  dense,
  forward,
  type Initializer,
  inverseTimeDecay,
  loss,
  squaredError,
  tanh,
  update,
} from 'eddy'
import { map, range } from 'rxjs'
import { report } from '../experiment/report.js'

const POINTS = 100_000
const WIDTHS = [1, 4, 16, 32, 64]

const functions: Readonly<Record<string, (x: number) => number>> = {
  'sin 2πx + ½ sin 6πx': (x) => Math.sin(2 * Math.PI * x) + 0.5 * Math.sin(6 * Math.PI * x),
  '|saw|': (x) => Math.abs(((((x + 1) * 1.5) % 1) - 0.5) * 4) - 1,
}

/** Steepness 4 to 14, either sign; the centres evenly over [-1, 1]. Unit i: tanh(s (x - c)). */
function spread(units: number, seed: number): { readonly start: Initializer; readonly biasStart: Initializer } {
  const { next } = createRandom(seed)
  const slopes = Array.from({ length: units }, () => (4 + 10 * next()) * (next() < 0.5 ? -1 : 1))
  const centre = (unit: number): number => -1 + (2 * unit + 1) / units
  return {
    start: { fill: (values) => values.set(slopes) },
    biasStart: { fill: (values) => values.set(slopes.map((slope, unit) => -slope * centre(unit))) },
  }
}

/** Learns a function with so many hidden units; returns the model. */
function learned(f: (x: number) => number, units: number) {
  const model = createModel({ input: 1, layers: [dense(units, spread(units, 1)), tanh(), dense(1)], seed: 1 })
  const { next } = createRandom(2)
  range(0, POINTS)
    .pipe(
      map(() => 2 * next() - 1),
      map((x) => ({ x: [x], y: f(x) })),
      forward(model),
      loss(squaredError()),
      backward(),
      update(adam({ learningRate: inverseTimeDecay({ start: 0.01, steps: 10_000 }) })),
    )
    .subscribe()
  return model
}

const grid = Array.from({ length: 401 }, (_, at) => -1 + at / 200)

/** A curve over the grid as text: 13 lines, a dot where it is. */
function draw(curve: (x: number) => number, truth: (x: number) => number): string {
  const line = (value: number): number => Math.max(0, Math.min(12, Math.round(6 - value * 4)))
  const columns = Array.from({ length: 72 }, (_, at) => -1 + (2 * at) / 71)
  return Array.from({ length: 13 }, (_, row) =>
    columns.map((x) => (line(curve(x)) === row ? '●' : line(truth(x)) === row ? '·' : ' ')).join(''),
  )
    .map((text) => `  ${text.trimEnd()}`)
    .join('\n')
}

for (const [name, f] of Object.entries(functions)) {
  const models = WIDTHS.map((units) => learned(f, units))
  const errors = models.map((model) =>
    Math.sqrt(grid.reduce((sum, x) => sum + ((model.predict([x])[0] ?? 0) - f(x)) ** 2, 0) / grid.length),
  )
  console.log(`\n${name}: root mean squared error by the number of hidden units`)
  for (const [at, error] of errors.entries()) {
    const length = Math.max(1, Math.round(20 * (3 + Math.log10(error))))
    console.log(`  ${String(WIDTHS[at]).padStart(3)}  ${error.toFixed(4)}  ${'█'.repeat(length)}`)
  }
  const [, four = 1, , thirtyTwo = 1] = errors
  report({
    figure: `${name}: error with 32 hidden units, and with 4`,
    bar: 'at most 0.05, ten times better than with 4',
    reached: `${thirtyTwo.toFixed(4)}, ${four.toFixed(4)}`,
    passed: thirtyTwo <= 0.05 && four / thirtyTwo >= 10,
  })
  for (const units of [4, 32]) {
    const model = models[WIDTHS.indexOf(units)]
    if (model) console.log(`\n  ${units} units (●) on the function (·)\n${draw((x) => model.predict([x])[0] ?? 0, f)}`)
  }
}
