/*
 * A public feed, learned while it comes: is an edit of a wiki made by a robot? The address of a stream of recent changes is
 * the argument, how many edits to learn the second:
 *
 *     npx tsx examples/streams/live-feed.ts https://stream.wikimedia.org/v2/stream/recentchange 5000
 *
 * Without one, a server on this machine sends made-up changes in the same format, and cuts the connection now and then.
 * Bar: 92 % right over the last 1,000 edits, where the commonest answer has 60 %; of a real feed, more than the commonest
 * answer.
 */
import { accuracy, createLearner, fromServerSentEvents, learn, prequential, type Sample } from 'eddy'
import { lastValueFrom, take, toArray } from 'rxjs'
import { type RecentChange, serveRecentChanges } from './recentChanges.js'
import { report } from '../experiment/report.js'
import { shareLine } from '../experiment/shareLine.js'

/** An edit with its answer; undefined for what is none. */
function editOf({ type, wiki, namespace, bot, minor, comment, length }: RecentChange): Sample | undefined {
  if (type !== 'edit' || length === undefined) return undefined
  const before = length.old ?? 0
  const x = {
    wiki,
    namespace: `namespace ${namespace}`,
    minor: minor ?? null,
    comment: comment?.length ?? 0,
    length: Math.log1p(before),
    grown: Math.sign(length.new - before) * Math.log1p(Math.abs(length.new - before)),
  }
  return { x, y: bot }
}

const [address, edits = '6000'] = process.argv.slice(2)
const local = address === undefined ? await serveRecentChanges(7) : undefined
const feed = fromServerSentEvents<RecentChange>(address ?? local?.url ?? '', {
  toSample: editOf,
  // A public feed doesn't wait; the one on this machine can, so that every run learns from the same edits.
  overflow: { capacity: 1000, policy: local ? 'pause' : 'dropOldest' },
  headers: { 'user-agent': 'eddy-example' },
})
let cuts = 0
feed.status$.subscribe(({ state }) => (cuts += Number(state === 'lost')))

const learner = createLearner({ task: 'classification', seed: 7 })
const reports = await lastValueFrom(
  feed.pipe(
    take(Number(edits)),
    learn(learner),
    prequential({ metrics: [accuracy()], window: 1000, everySamples: Math.ceil(Number(edits) / 12) }),
    toArray(),
  ),
)
local?.close()

const last = reports[reports.length - 1]
const right = last?.windowed['accuracy'] ?? 0
const commonest = last?.baselines['majority']?.['accuracy'] ?? 0
const counts = `${learner.samples} edits of ${feed.received} changes, ${cuts} cuts, ${feed.dropped} dropped`
report({
  figure: 'robots among the edits of a wiki: right of the last 1,000, and the commonest answer',
  bar: local ? '0.92' : 'more than the commonest answer',
  reached: `${right.toFixed(3)}, ${commonest.toFixed(3)}; ${counts}`,
  passed: local ? right >= 0.92 : right > commonest,
})

console.log('\n   edits   right of the last 1,000')
for (const { samples, windowed } of reports) {
  console.log(shareLine(samples, windowed['accuracy'] ?? 0))
}
