import {
  activations,
  adam,
  backward,
  createModel,
  dense,
  forward,
  inverseTimeDecay,
  type LayerSpec,
  linearProbe,
  loss,
  type Model,
  softmaxCrossEntropy,
  update,
} from 'eddy'
import { from, map, range } from 'rxjs'
import type { Spoken } from './hierarchyStream.js'
import { report } from '../experiment/report.js'

/** A network for a language: each of its three lists of layers ends with the activations that are probed. */
export interface Listener {
  readonly speak: (seed: number) => () => Spoken
  readonly input: readonly number[]
  readonly layers: readonly (readonly LayerSpec[])[]
}

const SAMPLES = 40_000
/** For each probe: it learns from one half and is scored on the other. */
const FRESH = 4000
const SEEDS = [0, 1, 2, 3]

const concepts = {
  phoneme: ({ phoneme }: Spoken) => phoneme,
  'type of syllable': ({ syllableType }: Spoken) => syllableType,
  word: ({ y }: Spoken) => y,
}

type Concept = keyof typeof concepts

/** Accuracy by concept; layer 0 is the input. */
type Table = Readonly<Record<Concept, readonly number[]>>

/** Only the word is a label. */
function trained({ input, layers }: Listener, speak: () => Spoken, seed: number): Model {
  const model = createModel({ input, layers: [...layers.flat(), dense(6)], seed })
  range(0, SAMPLES)
    .pipe(
      map(speak),
      forward(model),
      loss(softmaxCrossEntropy()),
      backward(),
      update(adam({ learningRate: inverseTimeDecay({ start: 0.004, steps: 10_000 }) })),
    )
    .subscribe()
  return model
}

/** How many of the second half a least-squares probe of the first half reads off rightly. */
function readable(rows: readonly { readonly values: ArrayLike<number>; readonly label: number }[]): number {
  const probe = linearProbe()
  const half = rows.length / 2
  for (const { values, label } of rows.slice(0, half)) probe.learn(values, label)
  const right = rows.slice(half).filter(({ values, label }) => {
    const prediction = probe.predict(values)
    return prediction.task === 'classification' && prediction.label === label
  })
  return right.length / half
}

function tableOf({ layers }: Listener, model: Model, fresh: readonly Spoken[]): Table {
  const ends = layers.map((_, layer) => layers.slice(0, layer + 1).flat().length - 1)
  const heard = [-1, ...ends].map((layer) => {
    const rows: { readonly values: ArrayLike<number>; readonly sample: Spoken }[] = []
    if (layer < 0) rows.push(...fresh.map((sample) => ({ values: sample.x, sample })))
    else
      from(fresh)
        .pipe(activations<Spoken>(model, { layer }))
        .subscribe((row) => rows.push(row))
    return rows
  })
  const rowOf = (label: (spoken: Spoken) => number) =>
    heard.map((rows) => readable(rows.map(({ values, sample }) => ({ values, label: label(sample) }))))
  return {
    phoneme: rowOf(concepts.phoneme),
    'type of syllable': rowOf(concepts['type of syllable']),
    word: rowOf(concepts.word),
  }
}

const passes = ({ phoneme, 'type of syllable': type, word }: Table): boolean => {
  const at = (row: readonly number[], layer: number): number => row[layer] ?? Number.NaN
  return (
    at(phoneme, 1) >= 0.95 && at(type, 1) <= 0.7 && at(type, 2) >= 0.97 && at(word, 2) <= 0.9 && at(word, 3) >= 0.94
  )
}

/** Trains four networks, prints what can be read off each layer, and fails below the bar. */
export function probeHierarchy(name: string, listener: Listener): void {
  const tables = SEEDS.map((seed) => {
    const speak = listener.speak(seed)
    const model = trained(listener, speak, seed)
    return tableOf(listener, model, Array.from({ length: FRESH }, speak))
  })
  console.log('read off by a linear probe   input        layer 1      layer 2      layer 3')
  for (const concept of ['phoneme', 'type of syllable', 'word'] as const) {
    const ranges = [0, 1, 2, 3].map((layer) => {
      const values = tables.map((table) => table[concept][layer] ?? Number.NaN)
      return `${Math.min(...values).toFixed(3)}-${Math.max(...values).toFixed(3)}`
    })
    console.log(`${concept.padEnd(29)}${ranges.join('  ')}`)
  }
  const passed = tables.filter(passes).length
  report({
    figure: `${name}: seeds with each concept in its own layer`,
    bar: `${SEEDS.length} of ${SEEDS.length}`,
    reached: String(passed),
    passed: passed === SEEDS.length,
  })
}
