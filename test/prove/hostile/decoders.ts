import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type { Frame } from '../../../src/snapshots/frame.js'
import { load } from '../product.js'
import { demand, type Setting } from '../proof.js'
import { MemoryDisk } from '../durable/memoryDisk.js'
import { BLOCK_MS, longestTurnMs } from './loopWatch.js'
import { mutated } from './mutation.js'

const { decodeFrame, encodeFrame, FrameType } =
  await load<typeof import('../../../src/snapshots/frame.js')>('snapshots/frame.js')
const { decodeMetadata, encodeMetadata } =
  await load<typeof import('../../../src/snapshots/metadata.js')>('snapshots/metadata.js')
const { crc32 } = await load<typeof import('../../../src/snapshots/crc32.js')>('snapshots/crc32.js')
const { decodeCheckpoint } = await load<typeof import('../../../src/snapshots/checkpoints/checkpointCodec.js')>(
  'snapshots/checkpoints/checkpointCodec.js',
)
const { readLog } = await load<typeof import('../../../src/snapshots/log/readLog.js')>('snapshots/log/readLog.js')
const { TransferAssembler } = await load<typeof import('../../../src/broadcast/transfer.js')>('broadcast/transfer.js')
const { applyTransfer } =
  await load<typeof import('../../../src/broadcast/applyTransfer.js')>('broadcast/applyTransfer.js')
const { decodeSamples, encodeSamples } =
  await load<typeof import('../../../src/broadcast/samplesCodec.js')>('broadcast/samplesCodec.js')
const { EddyError } = await load<typeof import('../../../src/error.js')>('error.js')

/** What reads bytes from outside: bytes to begin with, and what is done with those that come of them. */
export interface Decoder {
  readonly name: string
  readonly seeds: readonly Uint8Array[]
  readonly read: (bytes: Uint8Array) => unknown
  /** Makes checksums fit again, so that what lies behind them is reached. */
  readonly mend?: (bytes: Uint8Array) => void
}

function mendFrame(bytes: Uint8Array): void {
  if (bytes.byteLength < 64) return
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  view.setUint32(40, Math.max(0, bytes.byteLength - 64 - ((view.getUint32(36, true) + 7) & ~7)), true)
  view.setUint32(44, 0, true)
  view.setUint32(44, crc32(bytes), true)
}

function mendCheckpoint(bytes: Uint8Array): void {
  if (bytes.byteLength < 96) return
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  view.setBigUint64(24, BigInt(bytes.byteLength), true)
  bytes.set(createHash('sha256').update(bytes.subarray(96)).digest(), 64)
  view.setUint32(12, 0, true)
  view.setUint32(12, crc32(bytes), true)
}

/** What a subscriber does with a frame, holding the state that most deltas start from. */
function receiving(full: Frame) {
  const whole = new TransferAssembler(1 << 24).take(full)
  demand(whole !== undefined, 'the first frame is a whole model')
  const held = { shapes: whole.shapes, body: applyTransfer(undefined, whole) }
  return (bytes: Uint8Array): void => {
    const frame = decodeFrame(bytes, { bodyBytes: 262_144 })
    if (frame.type === FrameType.SAMPLES) decodeSamples(frame.meta, frame.body)
    if (frame.type !== FrameType.FULL && frame.type !== FrameType.DELTA) return
    const transfer = new TransferAssembler(1 << 20).take(frame)
    if (transfer) applyTransfer(held, transfer)
  }
}

/** Depth and containers of what was decoded: more than the limits came through. */
function measured(value: unknown, depth = 0): number {
  demand(depth <= 9, 'metadata deeper than 8 was decoded')
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return 0
  return Object.values(value).reduce((sum: number, inner) => sum + measured(inner, depth + 1), 1)
}

/** Metadata that is small, and would be large. */
const bombs: readonly Uint8Array[] = [
  Uint8Array.from([0xde, 0x10, 0, ...Array.from({ length: 8192 }, (_, i) => (i % 2 ? 0x80 : i % 128))]),
  Uint8Array.from([0x81, 0xa1, 0x61, ...Array.from({ length: 5000 }, () => 0x91), 0xc0]),
  Uint8Array.from([0x81, 0xa1, 0x61, 0xdd, 0xff, 0xff, 0xff, 0xff]),
  Uint8Array.from([0x81, 0xa1, 0x61, 0xdc, 0x03, 0xe8, ...Array.from({ length: 1000 }, () => 0x90)]),
  Uint8Array.from([0x81, 0xa1, 0x61, 0xd4, 0x01, 0x00]),
]

/** @param golden folder of files and frames of released versions */
export async function decoders(golden: string): Promise<readonly Decoder[]> {
  const files = await readdir(golden)
  const bytesOf = async (end: string): Promise<readonly Uint8Array[]> =>
    Promise.all(
      files
        .filter((name) => name.endsWith(end))
        .map(async (name) => new Uint8Array(await readFile(`${golden}/${name}`))),
    )
  const frames = await bytesOf('.frame')
  const full = decodeFrame(new Uint8Array(await readFile(`${golden}/full.frame`)))
  const { meta, body } = encodeSamples([
    { x: [1, 2], y: 'a' },
    { x: [3, 4], y: 'b' },
  ])
  const samples = encodeFrame({ type: FrameType.SAMPLES, meta: { ...meta, stream: 's', producer: 'p', seq: 1 }, body })
  const hello = encodeFrame({ type: FrameType.HELLO, meta: { want: { m: null }, token: 't' } })
  const metadata = encodeMetadata({
    model: 'm',
    want: { a: { epoch: '0', version: 1 } },
    list: [1, [2, [3]]],
    bytes: new Uint8Array(9),
  })
  const log = files.find((name) => name.endsWith('.eddylog')) ?? ''
  return [
    { name: 'frames', seeds: [...frames, samples, hello], read: receiving(full), mend: mendFrame },
    {
      name: 'metadata',
      seeds: [metadata, ...bombs],
      read: (bytes) =>
        demand(measured(decodeMetadata(bytes)) <= 256, 'metadata of more than 256 containers was decoded'),
    },
    {
      name: 'checkpoints',
      seeds: (await bytesOf('.eddy')).filter(({ 4: fifth }) => fifth === 0x43),
      read: (bytes) => decodeCheckpoint(bytes),
      mend: mendCheckpoint,
    },
    {
      name: 'logs',
      seeds: await bytesOf('.eddylog'),
      read: (bytes) => readLog('/log', 0, new MemoryDisk().with(`/log/${log}`, bytes)),
    },
  ]
}

export interface Fuzzed {
  readonly taken: number
  readonly worstMs: number
}

/** Reads so many mutated inputs: each is taken, or refused with an error of ours, in time. */
export async function fuzz(
  { name, seeds, read, mend }: Decoder,
  count: number,
  { random, seed }: Setting,
): Promise<Fuzzed> {
  let [taken, worstMs] = [0, 0]
  for (let i = 0; i < count; i++) {
    const bytes = i < seeds.length ? Uint8Array.from(seeds[i] ?? []) : Uint8Array.from(mutated(seeds, random))
    if (mend && random() < 0.7) mend(bytes)
    const attempt = async (): Promise<void> => {
      try {
        await read(Uint8Array.from(bytes))
        taken += 1
      } catch (error) {
        const ours = error instanceof EddyError
        demand(ours, `${name}, input ${i} of seed ${seed}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    const begin = performance.now()
    await attempt()
    const ms = performance.now() - begin
    worstMs = Math.max(worstMs, ms > BLOCK_MS ? await longestTurnMs(attempt) : ms)
  }
  return { taken, worstMs }
}
