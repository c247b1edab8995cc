import { interval, lastValueFrom, map, Subject, takeUntil, tap } from 'rxjs'
import type { Sample } from '../../../src/index.js'
import type { PushProgress } from '../../../src/client.js'
import { load } from '../product.js'
import { count, demand, pause, type Setting, within } from '../proof.js'
import { sha256 } from '../wire/world.js'
import { Killable, trainerScript } from './killable.js'
import { folderFor } from './killLoop.js'

const { createLearner, dense } = await load<typeof import('../../../src/index.js')>('index.js')
const { pushSamples } = await load<typeof import('../../../src/client.js')>('client.js')

const PRODUCERS = 8

const sampleOf = (producer: number, i: number): Sample => ({
  x: [Math.fround(Math.sin(i)), Math.fround(Math.cos(producer * i))],
  y: (i % 7) - producer,
  id: `${producer}/${i}`,
})

/** Pushes until it is told to stop; returns how it ended. */
function pushing(port: number, producer: number, enough$: Subject<void>, told: (progress: PushProgress) => void) {
  let sent = 0
  const ended = lastValueFrom(
    interval(12).pipe(
      takeUntil(enough$),
      map((i) => sampleOf(producer, i)),
      tap(() => void (sent += 1)),
      pushSamples(`ws://127.0.0.1:${port}`, { stream: 'readings', producer: `p${producer}`, random: () => 0.03 }),
      tap(told),
    ),
  )
  return ended.then((last) => ({ ...last, sent }))
}

/** Kills a trainer of pushed samples again and again: every acknowledged one is learned once, in a run that is the same. */
export async function killPushed(
  setting: Setting,
  kills: number,
): Promise<{ readonly kills: number; readonly samples: number }> {
  const folder = await folderFor(setting)
  let trainer = new Killable(trainerScript, ['pushed', folder, '0'])
  setting.after(() => trainer.kill())
  const port = Number((await trainer.next())['port'])
  let acknowledged = 0
  const enough$ = new Subject<void>()
  const producers = Array.from({ length: PRODUCERS }, (_, producer) =>
    pushing(port, producer, enough$, () => void (acknowledged += 1)),
  )
  for (let kill = 0; kill < kills; kill++) {
    const before = acknowledged
    // Some before it has taken anything since the last.
    if (setting.random() < 0.9) await within(30_000, 'samples are acknowledged', () => acknowledged > before)
    await pause(setting.random() * 200)
    await trainer.kill()
    trainer = new Killable(trainerScript, ['pushed', folder, String(port)])
    await trainer.next()
  }
  enough$.next()
  const late = pause(30_000).then(() => demand(false, 'what was pushed is not acknowledged'))
  const ends = (await Promise.race([Promise.all(producers), late])) as Awaited<(typeof producers)[number]>[]
  const { order, wrong, next, parametersSha256 } = await trainer.ask()
  demand(wrong === 0, `${String(wrong)} pushed samples were learned twice, or left out`)
  const learned = next as Readonly<Record<string, number>>
  for (const [producer, { sent, acknowledged: told }] of ends.entries()) {
    const got = learned[producer] ?? 0
    demand(told === sent && got === sent, `producer ${producer}: ${sent} sent, ${told} acknowledged, ${got} learned`)
  }
  demand(parametersSha256 === undisturbed(String(order)), 'pushed samples: other weights than without a kill')
  const samples = String(order).length
  demand(samples >= kills, `only ${count(samples)} samples were pushed`)
  return { kills, samples }
}

/** The same samples in the same order, without a kill. */
function undisturbed(order: string): string {
  const learner = createLearner({ task: 'regression', layers: [dense(4)], seed: 1 })
  const next = Array.from({ length: PRODUCERS }, () => 0)
  for (const digit of order) {
    const producer = Number(digit)
    const i = next[producer] ?? 0
    next[producer] = i + 1
    learner.learn(sampleOf(producer, i))
  }
  return sha256(learner.model?.parameters ?? new Float32Array(0))
}
