import { fileURLToPath } from 'node:url'
import type { Broadcaster } from '../../../src/node.js'
import { load } from '../product.js'
import { count, demand, pause, type Prove, type Setting, within } from '../proof.js'
import { Killable } from './killable.js'
import { folderFor } from './killLoop.js'

const { createBroadcaster } = await load<typeof import('../../../src/node.js')>('node.js')
const { subscribeToModel } = await load<typeof import('../../../src/client.js')>('client.js')

const script = fileURLToPath(new URL('./zombieTrainer.mjs', import.meta.url))

/** A hub, and one subscriber that notes whose models it was given. */
async function watched(setting: Setting) {
  const limits = { framesPerSecond: 1e9 }
  const hub: Broadcaster = await createBroadcaster({ authorize: () => true, page: () => false, limits })
  setting.after(() => hub.close())
  const epochs: bigint[] = []
  const seen = { applied: 0, fault: '' }
  const subscription = subscribeToModel(`ws://127.0.0.1:${hub.port}`, { model: 'm' }).subscribe((model) => {
    seen.applied += 1
    if (!epochs.includes(model.epoch)) epochs.push(model.epoch)
    else if (epochs.at(-1) !== model.epoch) seen.fault = 'a model of a trainer was applied after one of its successor'
  })
  setting.after(() => subscription.unsubscribe())
  return { port: hub.port, seen, epochs }
}

/** It has learned, on disk and on the wire, that it is over. */
async function laidToRest(zombie: Killable): Promise<void> {
  const told = (key: string): boolean => zombie.said.some((said) => said[key] === 'ERR_FENCED')
  await within(5000, 'a zombie learns that it was replaced', () => told('over') && told('fenced'))
  await zombie.kill()
}

/** P11: one writer: what a trainer that was replaced still writes and sends is never taken. */
export const prove: Prove = async (setting) => {
  const rounds = setting.by({ quick: 4, short: 10, long: 200 })
  const folder = await folderFor(setting)
  const { port, seen, epochs } = await watched(setting)
  const trainers: Killable[] = []
  setting.after(() => Promise.all(trainers.map((trainer) => trainer.kill())))
  const start = async () => {
    const trainer = new Killable(script, [folder, String(port)])
    trainers.push(trainer)
    const { fence, line } = await trainer.next()
    const last = (line as readonly number[]).at(-1) ?? 0
    demand(
      last === Number(fence) - 1,
      `trainer ${String(fence)} went on from a checkpoint of trainer ${last}, a zombie`,
    )
    return trainer
  }
  const zombies: Killable[] = []
  let old = await start()
  for (let round = 1; round <= rounds; round++) {
    await within(20_000, 'the models of a trainer are applied', () => epochs.length === round)
    await within(20_000, 'it wrote a checkpoint', () => old.said.some((said) => 'written' in said))
    await pause(setting.random() * 100)
    // In the middle of whatever it does.
    old.child.kill('SIGSTOP')
    const [young] = await Promise.all([start(), pause(250)])
    await within(20_000, 'the models of its successor are applied', () => epochs.length === round + 1)
    const { applied } = seen
    old.child.kill('SIGCONT')
    // It has time to do harm, and more of it until its successor's successor has begun.
    await pause(300)
    await within(5000, 'the successor is heard', () => seen.applied > applied)
    demand(seen.fault === '', seen.fault)
    zombies.push(old)
    for (const zombie of zombies.splice(0, zombies.length - (round === rounds ? 0 : 1))) await laidToRest(zombie)
    old = young
  }
  return `${count(rounds)} trainers stopped, replaced and continued: none of theirs taken between ${count(seen.applied)} models and ${count(rounds)} resumptions`
}
