import type { Subscriber } from 'rxjs'
import type { Sample } from '../../features/sample.js'

/** Milliseconds of work after which sockets and timers get their turn. */
const BUDGET_MS = 4
/** Records between two looks at the clock. */
const LOOK = 64

/**
 * Emits what batches hold: inside a batch without a promise per sample, and letting the host run in between. Waits for the
 * subscriber, as it is called synchronously. `each` is told after every record.
 */
export async function drain<Batch>(
  batches: AsyncIterable<Batch>,
  recordsOf: (batch: Batch) => Iterable<() => Sample | undefined>,
  subscriber: Subscriber<Sample>,
): Promise<void> {
  let end = performance.now() + BUDGET_MS
  let looked = 0
  for await (const batch of batches) {
    for (const record of recordsOf(batch)) {
      if (subscriber.closed) return
      const sample = record()
      if (sample) subscriber.next(sample)
      looked = (looked + 1) % LOOK
      if (looked > 0 || performance.now() < end) continue
      await new Promise((resolve) => setImmediate(resolve))
      end = performance.now() + BUDGET_MS
    }
  }
}
