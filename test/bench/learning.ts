/*
 * How well the defaults learn: one pass, test then train, nothing tuned per stream.
 *
 *   npm run bench:learning -- --data FOLDER [--seeds 10] [--only FILE] [--disturbed] [--json]
 */
import { parseArgs } from 'node:util'
import { createLearner, type Sample } from 'eddy'
import { log } from '../../src/kernels/float64Math.js'
import { disturbances, readStream, type Stream, streams } from './learningData.js'
import { benchStep } from './learningStep.js'

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    seeds: { type: 'string', default: '10' },
    only: { type: 'string' },
    disturbed: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})

/** Rows of a regression that are not scored: nothing is known yet. */
const UNSCORED = 10

/** Accuracy and log loss, or MAE and RMSE; of the clean targets, whatever the learner is shown. */
function score(stream: Stream, clean: readonly Sample[], shown: readonly Sample[], seed: number): [number, number] {
  const { task } = stream
  const classes = task === 'classification' ? [...new Set(clean.map(({ y }) => y as string))] : []
  const learner = createLearner({ task, classes, seed })
  let [first, second, count] = [0, 0, 0]
  shown.forEach((sample, i) => {
    const prediction = learner.learn(sample)?.prediction
    const target = clean[i]?.y
    if (!prediction || (task === 'regression' && i < UNSCORED)) return
    count += 1
    if (prediction.task === 'classification') {
      const p = prediction.probabilities[prediction.classes.indexOf(target as string)] ?? 0
      first += prediction.label === target ? 1 : 0
      second -= log(Math.max(p, 1e-15))
    } else {
      first += Math.abs(prediction.value - Number(target))
      second += (prediction.value - Number(target)) ** 2
    }
  })
  return [first / count, task === 'regression' ? Math.sqrt(second / count) : second / count]
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const spread = (values: readonly number[]): number => Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)))
const geometric = (values: readonly number[]): number => Math.exp(mean(values.map(Math.log)))
const show = (value: number): string => (Math.abs(value) >= 10 ? value.toFixed(2) : value.toFixed(4))

interface Result {
  readonly stream: Stream
  readonly means: readonly [number, number]
  readonly spreads: readonly [number, number]
}

function measure(stream: Stream, folder: string, disturbance: string): Result {
  const clean = readStream(folder, stream)
  const scores = Array.from({ length: Number(options.seeds) }, (_, seed) =>
    score(stream, clean, disturbances[disturbance]?.(clean, seed) ?? clean, seed),
  )
  const [firsts, seconds] = [scores.map(([a]) => a), scores.map(([, b]) => b)]
  return { stream, means: [mean(firsts), mean(seconds)], spreads: [spread(firsts), spread(seconds)] }
}

const errorRatio = ({ stream, means: [first] }: Result): number =>
  stream.task === 'regression' ? first / stream.rival[0] : (1 - first) / (1 - stream.rival[0])

function printTable(results: readonly Result[]): void {
  console.log('stream             accuracy / MAE      log loss / RMSE     as designed      error ratio')
  for (const { stream, means, spreads } of results) {
    const columns = [
      stream.file.padEnd(18),
      `${show(means[0])} ± ${show(spreads[0])}`.padEnd(19),
      `${show(means[1])} ± ${show(spreads[1])}`.padEnd(19),
      `${show(stream.recipe[0])} / ${show(stream.recipe[1])}`.padEnd(17),
      errorRatio({ stream, means, spreads }).toFixed(3),
    ]
    console.log(columns.join(' '))
  }
}

function summary(results: readonly Result[]): { readonly errorRatio: number; readonly logLossRatio: number } {
  const labelled = results.filter(({ stream }) => stream.task === 'classification')
  return {
    errorRatio: geometric(results.map(errorRatio)),
    logLossRatio: geometric(labelled.map(({ stream, means }) => means[1] / stream.rival[1])),
  }
}

if (options.data === undefined) {
  console.error('where are the streams? npm run bench:learning -- --data FOLDER')
  process.exit(2)
}
const folder = options.data
const chosen = streams.filter(({ file }) => options.only === undefined || file.startsWith(options.only))
for (const disturbance of options.disturbed ? Object.keys(disturbances) : ['clean']) {
  const results = chosen.map((stream) => measure(stream, folder, disturbance))
  const totals = summary(results)
  if (options.json) console.log(JSON.stringify({ disturbance, results, ...totals }))
  else {
    if (!options.disturbed) printTable(results)
    console.log(
      `${disturbance}, ${options.seeds} seeds: error ratio to the best of eight plain networks ${totals.errorRatio.toFixed(3)}, log loss ratio ${totals.logLossRatio.toFixed(3)}`,
    )
  }
}
if (!options.disturbed) benchStep(readStream(folder, streams[0] as Stream), options.json)
