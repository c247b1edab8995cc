import { readFileSync } from 'node:fs'
import os from 'node:os'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'

/** Where the figures come from; each is undefined where the system doesn't tell. Tests bring their own. */
export interface VitalsReaders {
  /** Wall clock, ms since 1970. */
  readonly now: () => number
  /** A clock that never jumps, in ms. */
  readonly clock: () => number
  /** Time so far per core, in any one unit; empty where unknown. */
  readonly cores: () => readonly CoreTimes[]
  readonly memory: () => MemoryUse | undefined
  /** Starts measuring, until closed. */
  readonly eventLoop: () => EventLoopMonitor | undefined
  /** Load averages over 1, 5 and 15 minutes. */
  readonly load: () => readonly number[] | undefined
  readonly network: () => Counters | undefined
  readonly disk: () => Counters | undefined
}

export interface CoreTimes {
  readonly busy: number
  readonly idle: number
}

/** Bytes. */
export interface MemoryUse {
  readonly total: number
  readonly free: number
  readonly process: number
}

export interface EventLoopMonitor {
  /** Delay in ms since the last reading. */
  read(): { readonly mean: number; readonly max: number }
  close(): void
}

/** Bytes since some beginning; may wrap or start over. */
export interface Counters {
  readonly incoming: number
  readonly outgoing: number
}

/** This machine. */
export function systemReaders(): VitalsReaders {
  return {
    now: Date.now,
    clock: () => performance.now(),
    cores: () =>
      os.cpus().map(({ times: { user, nice, sys, irq, idle } }) => ({ busy: user + nice + sys + irq, idle })),
    memory: () => ({ total: os.totalmem(), free: os.freemem(), process: process.memoryUsage.rss() }),
    eventLoop: startEventLoopMonitor,
    load: () => (process.platform === 'win32' ? undefined : os.loadavg()),
    network: () => fromFile('/proc/net/dev', parseNetwork),
    disk: () => fromFile('/proc/diskstats', parseDisks),
  }
}

/** The histogram's own timer period in ms: part of every figure it records, so it's taken off. */
const RESOLUTION_MS = 10

function startEventLoopMonitor(): EventLoopMonitor {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  const delay = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS) || 0
  return {
    read() {
      const reading = { mean: delay(histogram.mean), max: delay(histogram.max) }
      histogram.reset()
      return reading
    },
    close: () => {
      histogram.disable()
    },
  }
}

function fromFile(path: string, parse: (text: string) => Counters | undefined): Counters | undefined {
  try {
    return parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** The text of /proc/net/dev: all interfaces but the loopback. Source: proc(5). */
export function parseNetwork(text: string): Counters | undefined {
  const rows = text.split('\n').flatMap((line) => {
    const [name, figures] = line.split(':')
    if (name === undefined || figures === undefined || name.trim() === 'lo') return []
    const fields = figures.trim().split(/\s+/)
    return [{ incoming: Number(fields[0]), outgoing: Number(fields[8]) }]
  })
  return total(rows, 1)
}

const SECTOR_BYTES = 512
const WHOLE_DISK = /^(?:[shv]d[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+)$/

/** The text of /proc/diskstats: whole disks, since partitions and mapped devices count the same bytes again. */
export function parseDisks(text: string): Counters | undefined {
  const rows = text.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/)
    if (!WHOLE_DISK.test(fields[2] ?? '')) return []
    return [{ incoming: Number(fields[5]), outgoing: Number(fields[9]) }]
  })
  return total(rows, SECTOR_BYTES)
}

function total(rows: readonly Counters[], unit: number): Counters | undefined {
  if (rows.length === 0) return undefined
  const sum = (pick: (row: Counters) => number): number => rows.reduce((before, row) => before + pick(row), 0) * unit
  const counters = { incoming: sum((row) => row.incoming), outgoing: sum((row) => row.outgoing) }
  return Number.isFinite(counters.incoming + counters.outgoing) ? counters : undefined
}
