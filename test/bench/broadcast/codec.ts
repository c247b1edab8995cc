/* 100,000 weights: sizes and times of deltas, and frames with one bit flipped. */
import { createRandom } from 'eddy'
import { type ColumnShape, encodeBody } from '../../../src/snapshots/column.js'
import { applyDelta, diff } from '../../../src/snapshots/deltas/delta.js'
import { decodeDelta, encodeDelta } from '../../../src/snapshots/deltas/deltaCodec.js'
import { applyLossy, encodeLossy } from '../../../src/snapshots/deltas/shadow.js'
import { decodeFrame, encodeFrame, FrameType } from '../../../src/snapshots/frame.js'
import { judge, long, median } from './measure.js'

const { next: random } = createRandom(1)
const shape: ColumnShape = { name: 'parameters', type: 'f32', length: 100_000 }
const state = (values: Float32Array) => ({ shapes: [shape], body: encodeBody([{ ...shape, values }]) })
const base = Float32Array.from({ length: shape.length }, () => (random() - 0.5) * 0.2)
const from = state(base)
const moved = (share: number) => state(base.map((w) => (random() < share ? w + (random() - 0.5) * 2e-4 : w)))

function msOf(run: () => void): number {
  const times = Array.from({ length: 15 }, () => {
    const begin = performance.now()
    run()
    return performance.now() - begin
  })
  return median(times.slice(3))
}

interface Sent {
  readonly bytes: number
  readonly makeMs: number
  readonly applyMs: number
}

function compare(what: string, least: number, { bytes, makeMs, applyMs }: Sent): void {
  const times = from.body.byteLength / bytes
  judge(
    times >= least && makeMs + applyMs < 10,
    `codec: ${what}: ${times.toFixed(1)} times smaller than the whole; ${makeMs.toFixed(1)} ms to make, ${applyMs.toFixed(1)} ms to apply`,
    `${least} times, 10 ms`,
  )
}

function compareExact(what: string, least: number, share: number): void {
  const to = moved(share)
  const bytes = encodeDelta(diff(from, to))
  compare(what, least, {
    bytes: bytes.byteLength,
    makeMs: msOf(() => encodeDelta(diff(from, to))),
    applyMs: msOf(() => applyDelta(from, decodeDelta(bytes, [shape]))),
  })
}

function compareLossy(what: string, least: number, encoding: 4 | 5): void {
  const to = moved(1)
  const { body } = encodeLossy(from, to, encoding)
  compare(what, least, {
    bytes: body.byteLength,
    makeMs: msOf(() => encodeLossy(from, to, encoding)),
    applyMs: msOf(() => applyLossy(from, body, [shape])),
  })
}

function flipBits(count: number): void {
  const body = Uint8Array.from({ length: 4000 }, () => random() * 256)
  const frame = encodeFrame({ type: FrameType.FULL, meta: { model: 'm', columns: [['w', 'u8', 4000]] }, body })
  const flip = (bit: number): void => {
    frame[bit >> 3] = (frame[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  }
  let taken = 0
  for (let i = 0; i < count; i++) {
    const bit = Math.floor(random() * frame.byteLength * 8)
    flip(bit)
    try {
      decodeFrame(frame)
      taken += 1
    } catch {
      // As it should be.
    }
    flip(bit)
  }
  judge(taken === 0, `codec: one bit flipped in each of ${count} frames: ${taken} taken`, 'none')
}

compareExact('1 % of the weights moved', 50, 0.01)
compareExact('every weight moved', 1.6, 1)
compareLossy('every weight as float16', 1.9, 4)
compareLossy('every weight as int8', 3.8, 5)
flipBits(long ? 1_000_000 : 100_000)
