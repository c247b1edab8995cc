import type { CoreTimes, Counters, VitalsReaders } from './vitalsReaders.js'

/** Turns readings into features of a sensible range. What it can't read this time keeps its last value. */
export interface Gauge {
  readonly names: readonly string[]
  /** Writes one value per name from `offset` on; `seconds` since the last reading. */
  readonly read: (into: Float32Array, offset: number, seconds: number) => void
  readonly close?: () => void
}

/** A gauge by the name of what it measures, or undefined where the system doesn't tell. */
export type GaugeMaker = readonly [what: string, make: (readers: VitalsReaders) => Gauge | undefined]

/** In the order of the features; the first feature of the first gauge is the whole CPU. */
export const GAUGES: readonly GaugeMaker[] = [
  ['CPU', cpuGauge],
  ['memory', memoryGauge],
  ['event-loop delay', eventLoopGauge],
  ['load average', loadGauge],
  ['network', ({ network }) => rateGauge(['network.received', 'network.sent'], network)],
  ['disk', ({ disk }) => rateGauge(['disk.read', 'disk.written'], disk)],
]

/** Shares busy, 0 to 1: of all cores, then of each. */
function cpuGauge({ cores }: VitalsReaders): Gauge | undefined {
  let before = cores()
  if (before.length === 0) return undefined
  const shares = new Float64Array(before.length)
  let whole = 0
  return {
    names: ['cpu', ...before.map((_, core) => `cpu.${core}`)],
    read(into, offset) {
      const after = cores()
      whole = busyShare(sumOf(before), sumOf(after)) ?? whole
      into[offset] = whole
      for (let core = 0; core < shares.length; core++) {
        shares[core] = busyShare(before[core], after[core]) ?? shares[core] ?? 0
        into[offset + 1 + core] = shares[core] ?? 0
      }
      before = after
    },
  }
}

function sumOf(cores: readonly CoreTimes[]): CoreTimes {
  return cores.reduce((sum, { busy, idle }) => ({ busy: sum.busy + busy, idle: sum.idle + idle }), { busy: 0, idle: 0 })
}

/** Undefined where the counters stood still or a core came or went. */
function busyShare(before: CoreTimes | undefined, after: CoreTimes | undefined): number | undefined {
  if (before === undefined || after === undefined) return undefined
  const busy = Math.max(0, after.busy - before.busy)
  const idle = Math.max(0, after.idle - before.idle)
  return busy + idle > 0 ? busy / (busy + idle) : undefined
}

/** Shares of all memory, 0 to 1: in use, and by this process. */
function memoryGauge({ memory }: VitalsReaders): Gauge | undefined {
  let use = memory()
  if (use === undefined) return undefined
  return {
    names: ['memory', 'memory.process'],
    read(into, offset) {
      use = memory() ?? use
      if (use === undefined) return
      into[offset] = 1 - use.free / use.total
      into[offset + 1] = use.process / use.total
    },
  }
}

/** ln(1 + ms), mean and worst since the last reading. */
function eventLoopGauge({ eventLoop }: VitalsReaders): Gauge | undefined {
  const monitor = eventLoop()
  if (monitor === undefined) return undefined
  return {
    names: ['eventLoop.mean', 'eventLoop.max'],
    read(into, offset) {
      const { mean, max } = monitor.read()
      into[offset] = Math.log1p(mean)
      into[offset + 1] = Math.log1p(max)
    },
    close: () => monitor.close(),
  }
}

/** Load averages per core. */
function loadGauge({ load, cores }: VitalsReaders): Gauge | undefined {
  let averages = load()
  if (averages === undefined) return undefined
  const count = Math.max(1, cores().length)
  return {
    names: ['load.1', 'load.5', 'load.15'],
    read(into, offset) {
      averages = load() ?? averages
      for (let i = 0; i < 3; i++) into[offset + i] = (averages?.[i] ?? 0) / count
    },
  }
}

/** ln(1 + bytes per second), in and out. */
function rateGauge(names: readonly string[], counters: () => Counters | undefined): Gauge | undefined {
  let before = counters()
  if (before === undefined) return undefined
  const last = new Float32Array(2)
  return {
    names,
    read(into, offset, seconds) {
      const after = counters()
      if (before !== undefined && after !== undefined && seconds > 0) {
        last[0] = logRate(before.incoming, after.incoming, seconds)
        last[1] = logRate(before.outgoing, after.outgoing, seconds)
      }
      before = after ?? before
      into.set(last, offset)
    },
  }
}

/** A counter that fell has wrapped or started over: how far it went can't be told, so nothing is claimed. */
function logRate(before: number, after: number, seconds: number): number {
  return Math.log1p(Math.max(0, after - before) / seconds)
}
