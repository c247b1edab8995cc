import { type ProgressBar, progressBarOn } from './progressBar.js'
import type { RawOutput } from './rawOutput.js'
import { visibleJson, visibleText } from '../../visibleText.js'

/** Bytes that may wait for a slow reader before whoever writes waits too. */
const WAITING_MAX = 65_536

/**
 * The only way in which a command writes. Each method writes whole lines and escapes what it is given, so that no text of a
 * file, a model, a server or the environment can move the cursor, change colours or begin a line of its own.
 */
export class Printer {
  private readonly output: RawOutput
  private drawn = 0

  constructor(output: RawOutput) {
    this.output = output
  }

  get isTerminal(): boolean {
    return this.output.isTTY === true
  }

  get columns(): number {
    return this.output.columns ?? 80
  }

  line(text: string): void {
    this.output.write(`${visibleText(text)}\n`)
  }

  lines(texts: readonly string[]): void {
    if (texts.length > 0) this.output.write(texts.map((text) => `${visibleText(text)}\n`).join(''))
  }

  /** One JSON object a line. */
  json(value: unknown): void {
    this.output.write(`${visibleJson(value)}\n`)
  }

  /** Lines in place of those of the last call, cut to the width of the terminal. */
  redraw(texts: readonly string[]): void {
    const back = this.drawn > 0 ? `\x1b[${this.drawn}A` : ''
    const cut = texts.map((text) => `\r${visibleText(text).slice(0, this.columns - 1)}\x1b[K\n`)
    this.output.write(back + cut.join(''))
    this.drawn = texts.length
  }

  /** A progress bar, where this is a terminal. */
  progressBar(): ProgressBar | undefined {
    return this.isTerminal ? progressBarOn(this.output) : undefined
  }

  /** Whether so much waits for the reader that more should wait for `flushed`. */
  get full(): boolean {
    return (this.output.writableLength ?? 0) > WAITING_MAX
  }

  /** Resolves when all that was written is with the system, or can't be. */
  flushed(): Promise<void> {
    return new Promise((resolve) => this.output.write('', () => resolve()))
  }
}
