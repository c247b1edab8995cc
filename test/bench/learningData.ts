import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { createRandom, type Sample } from 'eddy'

/** One stream, and what is known about it: the default's figures where it was designed, and the best of eight plain networks. */
export interface Stream {
  readonly file: string
  readonly task: 'classification' | 'regression'
  /** Accuracy and log loss; for regression MAE and RMSE from row 11. */
  readonly recipe: readonly [number, number]
  readonly rival: readonly [number, number]
}

export const streams: readonly Stream[] = [
  { file: 'elec2.csv.gz', task: 'classification', recipe: [0.923, 0.207], rival: [0.9064, 0.237] },
  { file: 'phishing.csv', task: 'classification', recipe: [0.897, 0.262], rival: [0.8904, 0.281] },
  { file: 'bananas.csv', task: 'classification', recipe: [0.848, 0.341], rival: [0.8358, 0.372] },
  { file: 'segment.csv.gz', task: 'classification', recipe: [0.9059, 0.271], rival: [0.8701, 0.357] },
  { file: 'keystroke.csv', task: 'classification', recipe: [0.922, 0.237], rival: [0.914, 0.313] },
  { file: 'weather_ne.csv.gz', task: 'classification', recipe: [0.7935, 0.434], rival: [0.7949, 0.432] },
  { file: 'digits8x8.csv', task: 'classification', recipe: [0.9387, 0.221], rival: [0.8896, 0.396] },
  { file: 'chick_weights.csv', task: 'regression', recipe: [22.75, 36.38], rival: [22.426, 35.543] },
  { file: 'trump_approval.csv', task: 'regression', recipe: [0.171, 0.257], rival: [0.213, 0.311] },
]

/** The rows of a file as samples; the last column is the target. */
export function readStream(folder: string, { file, task }: Stream): Sample[] {
  const path = join(folder, file)
  if (!existsSync(path)) throw new Error(`there is no ${path}: give the folder with the streams as --data FOLDER`)
  const bytes = readFileSync(path)
  const [head = '', ...lines] = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().trim().split('\n')
  const names = head.split(',')
  return lines.map((line) => {
    const values = line.split(',')
    const y = values.pop() ?? ''
    const x = Object.fromEntries(values.map((value, column) => [names[column] ?? '', Number(value)]))
    return { x, y: task === 'regression' ? Number(y) : y }
  })
}

type Row = Record<string, number | string | boolean | null>

/** What may go wrong with a stream; the scores are always of the clean targets. */
export const disturbances: Readonly<Record<string, (samples: readonly Sample[], seed: number) => Sample[]>> = {
  clean: (samples) => [...samples],
  'rows 0.1 % x1000': (samples, seed) => outliers(samples, 0.001, seed),
  'rows 1 % x1000': (samples, seed) => outliers(samples, 0.01, seed),
  'rescaled half way': (samples) =>
    samples.map((sample, i) => (i < samples.length / 2 ? sample : mapped(sample, (value) => 100 * value + 50))),
  'targets 0.5 % x1000': (samples, seed) => {
    const { next } = createRandom(seed + 77)
    return samples.map((sample) =>
      typeof sample.y === 'number' && next() < 0.005 ? { ...sample, y: sample.y * 1000 } : sample,
    )
  },
  'missing 2 %': (samples, seed) => {
    const { next } = createRandom(seed + 78)
    return samples.map((sample) => mapped(sample, (value) => (next() < 0.02 ? null : value)))
  },
}

const mapped = (sample: Sample, change: (value: number, name: string) => number | null): Sample => ({
  ...sample,
  x: Object.fromEntries(Object.entries(sample.x as Row).map(([name, value]) => [name, change(Number(value), name)])),
})

/** Half of them whole rows, half one feature. */
function outliers(samples: readonly Sample[], share: number, seed: number): Sample[] {
  const { next } = createRandom(seed + 76)
  return samples.map((sample) => {
    if (next() >= share) return sample
    const names = Object.keys(sample.x)
    const only = next() < 0.5 ? undefined : names[Math.floor(next() * names.length)]
    return mapped(sample, (value, name) => (only === undefined || only === name ? value * 1000 : value))
  })
}
