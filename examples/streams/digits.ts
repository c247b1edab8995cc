/*
 * Handwritten digits of 8x8 pixels, 1,797 of them, each seen once: predicted first, then learned. No setting is given.
 * Bar: 93 % right over the whole pass, from the first digit on, when no class is known yet (always the most frequent: 10 %).
 * Data: Alpaydin & Kaynak 1998, see data/README.md.
 */
import { accuracy, createLearner, learn, logLoss, prequential } from 'eddy'
import { fromCsv } from 'eddy/node'
import { lastValueFrom, toArray } from 'rxjs'
import { report } from '../experiment/report.js'
import { shareLine } from '../experiment/shareLine.js'

const digits$ = fromCsv(new URL('../data/digits8x8.csv', import.meta.url), { target: 'digit' })
const learner = createLearner({ task: 'classification', seed: 1 })
const reports = await lastValueFrom(
  digits$.pipe(
    learn(learner),
    prequential({ metrics: [accuracy(), logLoss()], window: 150, everySamples: 150 }),
    toArray(),
  ),
)
const { samples = 0, metrics = {} } = reports[reports.length - 1] ?? {}
const [right = 0, surprise = 0] = [metrics['accuracy'], metrics['logLoss']]
report({
  figure: 'digits seen once: right before they were learned; log loss',
  bar: '93 % of 1,797',
  reached: `${(100 * right).toFixed(1)} % of ${samples}; ${surprise.toFixed(3)}`,
  passed: samples === 1797 && right >= 0.93,
})

console.log('\n  digits   right of the last 150')
for (const each of reports) console.log(shareLine(each.samples, each.windowed['accuracy'] ?? 0))
