import { EddyError } from '../../error.js'
import { type Mark, markOf, type SourcePosition } from '../../features/mark.js'
import { ProducerMarks } from './producerMarks.js'

export interface PositionsState {
  readonly sources: Readonly<Record<string, SourcePosition>>
  readonly producers: readonly (readonly [key: string, seq: number])[]
}

/** How far a learner has come in each of its sources, and with each of those who push samples. */
export class Positions {
  private readonly marks = new Map<string, Mark>()
  private readonly sources = new Map<string, SourcePosition>()
  /** The last sample taken of those who push. */
  readonly producers: ProducerMarks = new ProducerMarks()
  private last: Mark | undefined

  /** What carries a mark was taken in, learned or set aside. */
  take(value: object): void {
    const mark = markOf(value)
    if (!mark) return
    const before = this.last?.source === mark.source ? this.last : this.marks.get(mark.source)
    // Late ones, out of their order, don't set it back.
    if (before && before.run === mark.run && before.rows >= mark.rows) return
    this.marks.set(mark.source, mark)
    this.last = mark
    if (mark.producer !== undefined && mark.seq !== undefined) this.producers.set(mark.producer, mark.seq)
  }

  /** A source is known to have come to a position, whether a sample says so or not. */
  reached(source: string, position: SourcePosition): void {
    this.marks.delete(source)
    if (this.last?.source === source) this.last = undefined
    this.sources.set(source, position)
  }

  get names(): readonly string[] {
    return [...new Set([...this.sources.keys(), ...this.marks.keys()])]
  }

  of(source: string): SourcePosition {
    const position = this.marks.get(source)?.position() ?? this.sources.get(source) ?? { rows: 0 }
    return { ...position, marked: true }
  }

  /** @throws {EddyError} ERR_SOURCE where there are several */
  only(): SourcePosition {
    const { names } = this
    const [name = '', second] = names
    if (second === undefined) return this.of(name)
    throw new EddyError('ERR_SOURCE', `the learner reads ${names.join(', ')}: ask positionOf(name) for one of them`)
  }

  state(): PositionsState {
    const sources = Object.fromEntries(this.names.map((name) => [name, this.of(name)]))
    return { sources, producers: this.producers.entries() }
  }

  restore({ sources, producers }: PositionsState): void {
    for (const [name, position] of Object.entries(sources)) this.sources.set(name, position)
    for (const [producer, seq] of producers) this.producers.set(producer, seq)
  }
}
