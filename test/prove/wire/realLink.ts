import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Killable } from '../durable/killable.js'
import { demand, pause, type Setting, within } from '../proof.js'
import { World } from './world.js'

const NOTICED_MS = 15_000
const RECOVERED_MS = 5000
const HERE = '10.213.7.1'
const THERE = '10.213.7.2'
const script = fileURLToPath(new URL('./linkSubscriber.mjs', import.meta.url))

const ip = (args: string): void => void execFileSync('ip', args.split(' '), { stdio: 'ignore' })

/** A network namespace, joined to this one by a cable. */
function cable({ after }: Setting): { readonly space: string; readonly plug: string } | undefined {
  const space = `eddy${process.pid}`
  const plug = `ed${process.pid}`
  try {
    ip(`netns add ${space}`)
  } catch {
    return undefined
  }
  after(() => ip(`netns del ${space}`))
  ip(`link add ${plug} type veth peer name ${plug}x netns ${space}`)
  ip(`addr add ${HERE}/24 dev ${plug}`)
  ip(`link set ${plug} up`)
  ip(`-n ${space} addr add ${THERE}/24 dev ${plug}x`)
  ip(`-n ${space} link set ${plug}x up`)
  return { space, plug }
}

/** A subscriber in a network namespace of its own, whose cable is pulled and put back: where that may be done. */
export async function realLink(setting: Setting): Promise<string> {
  const joined = cable(setting)
  if (!joined) return 'no network namespaces here'
  const { space, plug } = joined
  const world = await World.open(setting, { host: '0.0.0.0' })
  const subscriber = new Killable(script, [`ws://${HERE}:${world.port}`], ['ip', 'netns', 'exec', space])
  setting.after(() => subscriber.kill())
  const phase = (): unknown => subscriber.said.filter((said) => 'phase' in said).at(-1)?.['phase']
  const version = (): unknown => subscriber.said.filter((said) => 'version' in said).at(-1)?.['version']
  await within(10_000, 'the subscriber has the model', () => version() === world.latest?.number)
  let [client, server, back] = [0, 0, 0]
  const pulls = setting.by({ quick: 1, short: 1, long: 10 })
  for (let pull = 0; pull < pulls; pull++) {
    await pause(setting.random() * 10_000)
    ip(`link set ${plug} down`)
    const notices = [
      within(NOTICED_MS, 'the subscriber notices', () => phase() !== 'open'),
      within(NOTICED_MS, 'the server notices', () => world.server.metrics.connections === 0),
    ]
    const [clientMs = 0, serverMs = 0] = await Promise.all(notices)
    world.publish()
    ip(`link set ${plug} up`)
    const all = () => version() === world.latest?.number && phase() === 'open'
    const backMs = await within(RECOVERED_MS, 'the subscriber is current after the cable is back', all)
    client = Math.max(client, clientMs)
    server = Math.max(server, serverMs)
    back = Math.max(back, backMs)
  }
  demand(version() === world.latest?.number, 'it is current')
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
  return `a cable pulled ${pulls} times: noticed after ${seconds(client)} and ${seconds(server)}, current ${seconds(back)} after it was back`
}
