import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { applyTransfer } from '../../src/broadcast/applyTransfer.js'
import { decodeSamples } from '../../src/broadcast/samplesCodec.js'
import { type Transfer, TransferAssembler } from '../../src/broadcast/transfer.js'
import { type Learner, restoreLearner } from '../../src/index.js'
import { loadSnapshot } from '../../src/node.js'
import { openLearner } from '../../src/snapshots/checkpoints/openLearner.js'
import { columnsOf } from '../../src/snapshots/column.js'
import type { State } from '../../src/snapshots/deltas/shadow.js'
import { decodeFrame } from '../../src/snapshots/frame.js'
import { RecordLog } from '../../src/snapshots/log/recordLog.js'
import { createFormatLearner, feedFormatLearner, formatSamples, questions } from '../golden/formats/formatLearner.js'

/* Whatever a released version wrote, this version reads. See test/golden/formats/generate.ts. */

const root = fileURLToPath(new URL('../golden/formats/', import.meta.url))
const versions = readdirSync(root, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
)
const folder = await mkdtemp(join(tmpdir(), 'eddy-formats-'))
afterAll(() => rm(folder, { recursive: true }))

const hex = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString('hex')

const probabilities = (learner: Learner): readonly string[] =>
  questions.map((x) => hex((learner.predict(x) as { readonly probabilities: Float32Array }).probabilities))

describe.each(versions)('files of version %s', (version) => {
  const path = (name: string): string => join(root, version, name)
  const named = (start: string): string => readdirSync(join(root, version)).find((name) => name.startsWith(start)) ?? ''
  const expected = JSON.parse(readFileSync(path('expected.json'), 'utf8'))
  const read = (name: string): Uint8Array => readFileSync(path(name))

  const transferred = (name: string): Transfer => {
    const transfer = new TransferAssembler(1 << 24).take(decodeFrame(read(name)))
    if (!transfer) throw new Error(`${name} is not one transfer`)
    return transfer
  }
  const full = (): State => {
    const transfer = transferred('full.frame')
    return { shapes: transfer.shapes, body: applyTransfer(undefined, transfer) }
  }

  it('a snapshot predicts the same bits, and goes on learning', async () => {
    const learner = restoreLearner(await loadSnapshot(path('snapshot.eddy')))
    expect(learner.classes).toEqual(expected.classes)
    expect(probabilities(learner)).toEqual(expected.probabilities)
    feedFormatLearner(learner, 120, 123)
    expect(hex(learner.model?.parameters ?? new Float32Array(0))).toBe(expected.parameters)
  })

  it('a checkpoint resumes: learner, drift detector, positions and what others kept', async () => {
    const state = await mkdtemp(join(folder, 'state-'))
    const name = named('checkpoint-')
    await copyFile(path(name), join(state, name))
    const learner = await openLearner(state, { create: createFormatLearner })
    expect([learner.samples, learner.fence]).toEqual([120, 2])
    expect(probabilities(learner)).toEqual(expected.probabilities)
    expect(learner.position).toEqual({ rows: 120, from: { bytes: 4711, lines: 100, rows: 99 }, marked: true })
    expect(learner.positions.producers.of('["readings","p"]')).toBe(17)
    expect(learner.kept('answer')).toEqual({
      of: Float64Array.of(0.1, Number.NaN, -0),
      'is, Infinity': Number.POSITIVE_INFINITY,
    })
    expect(learner.course.drift).toMatchObject({ detector: 'adwin', watch: { detector: { width: 120 } } })
    feedFormatLearner(learner, 120, 123)
    expect(hex(learner.model?.parameters ?? new Float32Array(0))).toBe(expected.parameters)
    await learner.close()
  })

  it('frames apply: full, exact delta, lossy deltas', () => {
    const delta = transferred('delta.frame')
    const body = applyTransfer(full(), delta)
    const parameters = columnsOf(delta.shapes, body).find(({ name }) => name === 'parameters')
    expect(parameters && hex(parameters.values)).toBe(expected.parameters)
    for (const name of ['int8.frame', 'float16.frame']) {
      const lossy = transferred(name)
      expect(lossy.lossy).toBe(true)
      expect(applyTransfer(full(), lossy).byteLength).toBe(body.byteLength)
    }
  })

  it('samples on the wire, and in a log', async () => {
    const { meta, body } = decodeFrame(read('samples.frame'))
    expect(decodeSamples(meta, body)).toEqual(formatSamples(0, 3))
    expect([meta['producer'], meta['seq']]).toEqual(['p', 4])
    const log = await mkdtemp(join(folder, 'log-'))
    const name = named('log-')
    await copyFile(path(name), join(log, name))
    const { records } = await RecordLog.open(log, { fence: 3, after: 10, check: async () => undefined })
    expect(records.map(({ number, count }) => [number, count])).toEqual([
      [11, 3],
      [14, 1],
    ])
    expect(decodeSamples(meta, decodeFrame(records[0]?.payload ?? new Uint8Array(0)).body)).toEqual(formatSamples(0, 3))
  })
})
