import type { CoreTimes, Counters, VitalsReaders } from '../../src/sources/vitalsReaders.js'

/** A machine whose figures the test sets. */
export interface FakeMachine {
  clock: number
  cores: readonly CoreTimes[]
  network: Counters | undefined
  disk: Counters | undefined
  load: readonly number[] | undefined
  closed: number
}

export function fakeMachine(): FakeMachine & { readonly readers: VitalsReaders } {
  const machine: FakeMachine = {
    clock: 0,
    cores: [
      { busy: 0, idle: 0 },
      { busy: 0, idle: 0 },
    ],
    network: { incoming: 0, outgoing: 0 },
    disk: { incoming: 0, outgoing: 0 },
    load: [1, 2, 4],
    closed: 0,
  }
  const readers: VitalsReaders = {
    now: () => 1_000_000 + machine.clock,
    clock: () => machine.clock,
    cores: () => machine.cores,
    memory: () => ({ total: 1000, free: 250, process: 100 }),
    eventLoop: () => ({
      read: () => ({ mean: 0, max: Math.E - 1 }),
      close: () => {
        machine.closed++
      },
    }),
    load: () => machine.load,
    network: () => machine.network,
    disk: () => machine.disk,
  }
  return Object.assign(machine, { readers })
}
