import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encodeSamples } from '../../../src/broadcast/samplesCodec.js'
import { cutTransfer } from '../../../src/broadcast/transfer.js'
import { captureSnapshot, restoreLearner, type Snapshot } from '../../../src/index.js'
import { loadSnapshot } from '../../../src/node.js'
import { encodeBody } from '../../../src/snapshots/column.js'
import { columnList } from '../../../src/snapshots/columnList.js'
import { diff } from '../../../src/snapshots/deltas/delta.js'
import { encodeDelta, Encoding } from '../../../src/snapshots/deltas/deltaCodec.js'
import { encodeLossy, type State } from '../../../src/snapshots/deltas/shadow.js'
import { encodeFrame, FrameType } from '../../../src/snapshots/frame.js'
import { openLearner } from '../../../src/snapshots/checkpoints/openLearner.js'
import { encodeSnapshot } from '../../../src/snapshots/snapshotCodec.js'
import { stateHashOf } from '../../../src/snapshots/xxHash32.js'
import { RecordLog } from '../../../src/snapshots/log/recordLog.js'
import { createFormatLearner, feedFormatLearner, formatSamples, questions } from './formatLearner.js'

/*
 * Writes one file of each format, as this version does: `npx tsx test/golden/formats/generate.ts VERSION`. Files of released
 * versions are never written again; a new format gets new ones.
 */

const version = process.argv[2]
if (!version) throw new Error('which version? generate.ts VERSION')
const folder = join(fileURLToPath(new URL('.', import.meta.url)), version)
await mkdir(folder)
const put = (name: string, bytes: Uint8Array | string): Promise<void> => writeFile(join(folder, name), bytes)

const state = join(folder, 'state')
const learner = await openLearner(state, { create: createFormatLearner, now: () => Date.UTC(2026, 0, 1) })
feedFormatLearner(learner, 0, 120)
learner.keep('answer', () => ({ of: Float64Array.of(0.1, Number.NaN, -0), 'is, Infinity': Number.POSITIVE_INFINITY }))
learner.reached('data.csv', { rows: 120, from: { bytes: 4711, lines: 100, rows: 99 } })
learner.positions.producers.set('["readings","p"]', 17)
await learner.checkpoint()
const [checkpoint = ''] = (await readdir(state)).filter((name) => name.startsWith('checkpoint-'))
await put(checkpoint, await readFile(join(state, checkpoint)))

await put('snapshot.eddy', encodeSnapshot(captureSnapshot(learner, { optimizer: true, name: 'golden', epoch: 5n })))
const stateOf = ({ columns }: Snapshot): State => ({ shapes: columns, body: encodeBody(columns) })
const [first, from] = [captureSnapshot(learner), stateOf(captureSnapshot(learner))]
feedFormatLearner(learner, 120, 123)
const [second, to] = [captureSnapshot(learner), stateOf(captureSnapshot(learner))]
const frame = (full: boolean, lossy: boolean, body: Uint8Array, state: Uint8Array): Uint8Array =>
  cutTransfer({
    full,
    lossy,
    epoch: 77n,
    version: full ? 1 : 2,
    baseVersion: full ? 0 : 1,
    fence: 3,
    stateHash: stateHashOf(state),
    meta: { model: 'golden', columns: columnList(first.columns), about: first.about },
    body,
  })[0] ?? new Uint8Array(0)
await put('full.frame', frame(true, false, from.body, from.body))
await put('delta.frame', frame(false, false, encodeDelta(diff(from, to)), to.body))
for (const [name, encoding] of Object.entries({ int8: Encoding.INT8, float16: Encoding.FLOAT16 } as const)) {
  const { body, shadow } = encodeLossy(from, to, encoding)
  await put(`${name}.frame`, frame(false, true, body, shadow))
}
const { meta, body } = encodeSamples(formatSamples(0, 3))
const samples = encodeFrame({ type: FrameType.SAMPLES, meta: { ...meta, stream: 's', producer: 'p', seq: 4 }, body })
await put('samples.frame', samples)

const log = join(folder, 'log')
const { log: opened } = await RecordLog.open(log, { fence: 2, after: 10, check: async () => undefined })
opened.append(3, samples)
opened.append(1, new TextEncoder().encode('any bytes'))
await opened.sync()
await opened.close()
const [segment = ''] = await readdir(log)
await put(segment, await readFile(join(log, segment)))
await rm(log, { recursive: true })

const hex = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString('hex')
const before = restoreLearner(await loadSnapshot(join(folder, 'snapshot.eddy')))
const expected = {
  classes: before.classes,
  probabilities: questions.map((x) => hex((before.predict(x) as { probabilities: Float32Array }).probabilities)),
  parameters: hex(second.columns.find(({ name }) => name === 'parameters')?.values ?? new Uint8Array(0)),
}
await put('expected.json', `${JSON.stringify(expected, null, 2)}\n`)
await learner.close()
await rm(state, { recursive: true })
