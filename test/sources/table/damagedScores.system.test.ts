import { Readable } from 'node:stream'
import { lastValueFrom } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { createLearner, learn, prequential } from '../../../src/index.js'
import { fromCsv, fromNdjson } from '../../../src/node.js'
import { type Damaged, damagedTables } from './damagedTables.js'

/** The accuracy of a learner that nobody tuned. */
async function accuracy({ content, options, ndjson }: Damaged): Promise<number> {
  const source = (ndjson ? fromNdjson : fromCsv)(Readable.from([Buffer.from(content)]), { target: 'y', ...options })
  const learner = createLearner({ task: 'classification', seed: 3 })
  const report = await lastValueFrom(source.pipe(learn(learner), prequential()))
  return report.metrics['accuracy'] ?? 0
}

const clean = damagedTables.find(({ name }) => name === 'shape: the clean table')

describe('a learner scores on a damaged table as on the clean one', () => {
  it.each(
    damagedTables.filter(({ name }) =>
      /semicolons, 1\.234,5|typographic apostrophes|UTF-16 LE$|a title with commas|everything quoted|1 and 1\.0|numbers as German|array over lines|a footer/.test(
        name,
      ),
    ),
  )('$name', async (damaged) => {
    const wanted = await accuracy(clean as Damaged)
    expect(wanted).toBeGreaterThan(0.75)
    expect(Math.abs((await accuracy(damaged)) - wanted)).toBeLessThan(0.01)
  })
})
