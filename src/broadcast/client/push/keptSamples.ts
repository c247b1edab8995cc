import type { Sample } from '../../../features/sample.js'
import { Fault } from '../../../rejection.js'
import { SAMPLES_FRAME_BYTES, sampleBytes, sampleKind } from '../../samplesCodec.js'

interface Kept {
  readonly sample: Sample
  readonly bytes: number
  /** Samples of one frame are of one kind. */
  readonly kind: string
}

/** What a producer still holds, from the first sample that isn't acknowledged on, and what of it goes into one frame. */
export class KeptSamples {
  /** Bytes of a frame's body; unknown until the server tells. */
  private frameBytes = Number.POSITIVE_INFINITY
  private kept: Kept[] = []

  get count(): number {
    return this.kept.length
  }

  /** Takes a sample, or tells that no frame can hold it. */
  add(sample: Sample): Fault | undefined {
    const kept = { sample, bytes: sampleBytes(sample), kind: sampleKind(sample) }
    if (this.tooBig(kept)) return this.tooBigFault(kept)
    this.kept.push(kept)
    return undefined
  }

  private tooBig({ bytes }: Kept): boolean {
    return bytes + SAMPLES_FRAME_BYTES > this.frameBytes
  }

  private tooBigFault({ bytes }: Kept): Fault {
    const reason = `expected at most ${this.frameBytes - SAMPLES_FRAME_BYTES} bytes, the server's \`limits.frameBytes\`, got ${bytes}`
    return new Fault('ERR_SAMPLE_TOO_BIG', reason)
  }

  /**
   * The server told what a frame may hold: gives back, with the reason, what is too big, and keeps the others.
   *
   * @param sent how many of the first may be with the server already, under their numbers
   * @returns undefined if one of those is too big
   */
  limit(frameBytes: number, sent: number): readonly (readonly [Sample, Fault])[] | undefined {
    this.frameBytes = frameBytes
    const big = this.kept.filter((kept) => this.tooBig(kept))
    if (this.kept.slice(0, sent).some((kept) => this.tooBig(kept))) return undefined
    if (big.length > 0) this.kept = this.kept.filter((kept) => !this.tooBig(kept))
    return big.map((kept) => [kept.sample, this.tooBigFault(kept)])
  }

  /** How many of the `most` samples from `index` on one frame holds; at least one. */
  fitting(index: number, most: number): number {
    const first = this.kept[index]
    let left = this.frameBytes - SAMPLES_FRAME_BYTES
    let count = 0
    for (; count < most; count++) {
      const kept = this.kept[index + count]
      if (!kept || kept.kind !== first?.kind || kept.bytes > left) break
      left -= kept.bytes
    }
    return Math.max(1, count)
  }

  slice(index: number, count: number): readonly Sample[] {
    return this.kept.slice(index, index + count).map(({ sample }) => sample)
  }

  /** Lets go of the first, which are acknowledged. */
  release(count: number): void {
    this.kept.splice(0, count)
  }
}
