import { createRequire } from 'node:module'
import { count } from '../figure.js'
import type { RawOutput } from './rawOutput.js'

/** How far a file was read, redrawn in place. It shows numbers alone. */
export interface ProgressBar {
  /** @param size nothing is shown where it is not known */
  show(bytes: number, size: number | undefined, samples: number): void
  /** Clears the bar. A later `show` draws it again. */
  stop(): void
}

export function progressBarOn(output: RawOutput): ProgressBar {
  // Loaded where a bar is shown, and not with a promise: whoever shows one doesn't wait.
  const { SingleBar }: typeof import('cli-progress') = createRequire(import.meta.url)('cli-progress')
  const bar = new SingleBar({
    format: ' {bar} {percentage} % | {samples} samples | {rate} a second | {eta_formatted} left',
    stream: output as unknown as NodeJS.WriteStream,
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 50,
  })
  const begin = performance.now()
  let running = false
  return {
    show(bytes, size, samples) {
      if (size === undefined) return
      const seconds = (performance.now() - begin) / 1000
      const payload = { samples: count(samples), rate: count(samples / Math.max(seconds, 0.001)) }
      if (!running) bar.start(size, bytes, payload)
      else bar.update(bytes, payload)
      running = true
    },
    stop() {
      if (running) bar.stop()
      running = false
    },
  }
}
