import { firstValueFrom, VirtualTimeScheduler } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { type Vitals, vitals } from '../../src/sources/vitals.js'
import { parseDisks, parseNetwork } from '../../src/sources/vitalsReaders.js'
import { fakeMachine } from './fakeReaders.js'

/** Subscribes, and steps through readings one at a time. */
function watch(machine: ReturnType<typeof fakeMachine>) {
  const scheduler = new VirtualTimeScheduler(undefined, 0)
  const readings: Vitals[] = []
  const notices: string[] = []
  const subscription = vitals({
    readers: machine.readers,
    scheduler,
    onNotice: (notice) => notices.push(notice),
  }).subscribe((reading) => readings.push(reading))
  const step = (): Vitals => {
    machine.clock += 100
    scheduler.maxFrames += 100
    scheduler.flush()
    const reading = readings.at(-1)
    if (reading === undefined) throw new Error('no reading')
    return reading
  }
  return { subscription, notices, readings, step }
}

const figure = (reading: Vitals, name: string): number | undefined => reading.x[reading.names.indexOf(name)]

describe('vitals', () => {
  it('reads differences of counters', () => {
    const machine = fakeMachine()
    const { step } = watch(machine)
    machine.cores = [
      { busy: 3, idle: 1 },
      { busy: 0, idle: 4 },
    ]
    machine.network = { incoming: 100, outgoing: 0 }
    const reading = step()
    expect(reading.at).toBe(1_000_100)
    expect(reading.cpu).toBe(0.375)
    expect(figure(reading, 'cpu.0')).toBe(0.75)
    expect(figure(reading, 'cpu.1')).toBe(0)
    expect(figure(reading, 'memory')).toBe(0.75)
    expect(figure(reading, 'eventLoop.max')).toBe(1)
    expect(figure(reading, 'load.15')).toBe(2)
    expect(figure(reading, 'network.received')).toBeCloseTo(Math.log1p(1000), 5)
    expect(figure(reading, 'network.sent')).toBe(0)
    expect(reading.x).toHaveLength(reading.names.length)
  })

  it('keeps the last share when the counters stand still, and gives each reading its own array', () => {
    const machine = fakeMachine()
    const { step } = watch(machine)
    machine.cores = [
      { busy: 1, idle: 1 },
      { busy: 1, idle: 1 },
    ]
    const first = step()
    const second = step()
    expect(second.cpu).toBe(0.5)
    expect(second.x).not.toBe(first.x)
    expect(second.names).toBe(first.names)
  })

  it('claims nothing of a counter that fell', () => {
    const machine = fakeMachine()
    machine.network = { incoming: 2 ** 32 - 1, outgoing: 5 }
    const { step } = watch(machine)
    machine.network = { incoming: 10, outgoing: 5 }
    expect(figure(step(), 'network.received')).toBe(0)
    machine.network = { incoming: 110, outgoing: 5 }
    expect(figure(step(), 'network.received')).toBeCloseTo(Math.log1p(1000), 5)
  })

  it('leaves out what the system lacks, and says so once', () => {
    const machine = fakeMachine()
    machine.network = undefined
    machine.disk = undefined
    machine.load = undefined
    const { step, notices } = watch(machine)
    step()
    expect(step().names).toEqual([
      'cpu',
      'cpu.0',
      'cpu.1',
      'memory',
      'memory.process',
      'eventLoop.mean',
      'eventLoop.max',
    ])
    expect(notices).toEqual([
      expect.stringContaining('load average'),
      expect.stringContaining('network'),
      expect.stringContaining('disk'),
    ])
  })

  it('goes on when a figure disappears later', () => {
    const machine = fakeMachine()
    const { step } = watch(machine)
    machine.network = { incoming: 100, outgoing: 0 }
    step()
    machine.network = undefined
    machine.cores = []
    const reading = step()
    expect(figure(reading, 'network.received')).toBeCloseTo(Math.log1p(1000), 5)
    expect(reading.x.every(Number.isFinite)).toBe(true)
  })

  it('has no CPU figure where there is none', () => {
    const machine = fakeMachine()
    machine.cores = []
    const { step, notices } = watch(machine)
    expect(step().cpu).toBeNaN()
    expect(notices[0]).toContain('CPU')
  })

  it('closes the event-loop histogram at teardown', () => {
    const machine = fakeMachine()
    const { subscription, readings, step } = watch(machine)
    step()
    subscription.unsubscribe()
    step()
    expect(machine.closed).toBe(1)
    expect(readings).toHaveLength(1)
  })

  it('refuses a period that is none', () => {
    expect(() => vitals({ everyMs: 0 })).toThrowError(expect.objectContaining({ code: 'ERR_OPTION' }))
    expect(() => vitals({ everyMs: Number.NaN })).toThrowError(/everyMs/)
  })

  it('reads this machine', async () => {
    const reading = await firstValueFrom(vitals({ everyMs: 20, onNotice: () => {} }))
    expect(reading.x.every(Number.isFinite)).toBe(true)
    expect(reading.cpu).toBeGreaterThanOrEqual(0)
    expect(reading.cpu).toBeLessThanOrEqual(1)
  })
})

describe('the files of /proc', () => {
  it('net/dev: all but the loopback', () => {
    const text = [
      'Inter-|   Receive                  |  Transmit',
      ' face |bytes packets errs drop fifo frame compressed multicast|bytes packets',
      '    lo:    3193 29 0 0 0 0 0 0     3193 29 0 0 0 0 0 0',
      '  eth0:201413176 5327 0 0 0 0 0 0   356175 3282 0 0 0 0 0 0',
      ' wlan0: 4 1 0 0 0 0 0 0   5 1 0 0 0 0 0 0',
    ].join('\n')
    expect(parseNetwork(text)).toEqual({ incoming: 201413180, outgoing: 356180 })
    expect(parseNetwork('')).toBeUndefined()
  })

  it('diskstats: whole disks, in bytes', () => {
    const text = [
      '   7       0 loop0 9 0 9 0 9 0 9 0 0 0 0',
      ' 254       0 vda 25927 6408 100 29708 1956 11541 30 2783 0 3420 32931',
      ' 254       1 vda1 25927 6408 100 29708 1956 11541 30 2783 0 3420 32931',
      ' 259       0 nvme0n1 1 1 1 1 1 1 2 1 0 1 1',
      ' 259       1 nvme0n1p1 1 1 1 1 1 1 2 1 0 1 1',
    ].join('\n')
    expect(parseDisks(text)).toEqual({ incoming: 101 * 512, outgoing: 32 * 512 })
    expect(parseDisks('nothing')).toBeUndefined()
  })
})
