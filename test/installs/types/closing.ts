/* What is opened is closed by `await using`, by a signal, and by leaving a loop. */
import { createLearner, type Mark, marked, pump, type Sample, SampleSource, sea, type SourcePosition } from 'eddy'
import { createBroadcaster, fromCsv, openLearner, publishTo } from 'eddy/node'

const owner = new AbortController()
const { signal } = owner
const learner = createLearner({ task: 'regression' })

{
  await using broadcaster = await createBroadcaster({ signal })
  await using publication = broadcaster.publish('model', learner, { signal })
  await using remote = publishTo(broadcaster.url, 'model', learner)
  await using kept = await openLearner('./state', { create: () => learner, signal })
  console.log(publication.version, remote.acknowledged, kept.position.rows)
}

for await (const { x, y } of fromCsv('data.csv', { target: 'y', signal })) learner.learn({ x, y: Number(y) })
for await (const value of pump([1, 2, 3])) value.toFixed()
for await (const sample of sea({ samples: 10 })) if (sample.y === true) break

// A source of one's own.
export const fromLog = (log: readonly Sample[], after?: SourcePosition): SampleSource =>
  new SampleSource(
    function* (run) {
      for (const [row, sample] of log.entries()) {
        const mark: Mark = { source: 'log', run, rows: row + 1, position: () => ({ rows: row + 1 }) }
        if (row >= run.after.rows) yield [marked({ ...sample }, mark)]
        else run.reject({ code: 'ERR_OLD', reason: 'old', line: row })
      }
    },
    { after, signal },
  )
