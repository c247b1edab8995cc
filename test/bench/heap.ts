import { throughOperators } from './contestants.js'
import { samplesFor } from './networks.js'

/** Heap in bytes after a collection, and how many samples had passed. */
export interface HeapReading {
  readonly samples: number
  readonly heapUsed: number
}

/** Sends samples through the four operators (8-16-2, SGD) and reads the heap at 10^5, 10^6 and the end. */
export function heapReadings(samples: number): readonly HeapReading[] {
  const collect = globalThis.gc
  if (!collect) throw new Error('the heap reading needs node --expose-gc: use npm run bench -- --heap')
  const sizes = [8, 16, 2]
  const train = throughOperators(sizes, 'sgd')
  const ring = samplesFor(sizes, 1024)
  const stops = [...new Set([100_000, 1_000_000, samples])].filter((stop) => stop <= samples)
  const readings: HeapReading[] = []
  let done = 0
  let sum = 0
  for (const stop of stops) {
    for (; done < stop; done++) {
      const sample = ring[done % ring.length]
      if (sample) sum += train(sample)
    }
    collect()
    readings.push({ samples: done, heapUsed: process.memoryUsage().heapUsed })
  }
  if (!Number.isFinite(sum)) throw new Error('the losses were not finite')
  return readings
}
