import { asyncScheduler } from 'rxjs'
import { isVirtual } from './virtualTime.js'

/**
 * Runs a task after the host's pending sockets and timers had a turn: `setImmediate` in Node; a message channel in
 * browsers, which isn't throttled to four milliseconds as timers are. In virtual time, RxJS's scheduler runs it.
 */
export function hostTurn(): (task: () => void) => void {
  const turn = typeof setImmediate === 'function' ? (task: () => void) => void setImmediate(task) : channelTurn()
  return (task) => (isVirtual(asyncScheduler) ? void asyncScheduler.schedule(task) : turn(task))
}

function channelTurn(): (task: () => void) => void {
  const tasks: (() => void)[] = []
  let channel: MessageChannel | undefined
  return (task) => {
    if (!channel) {
      channel = new MessageChannel()
      channel.port1.onmessage = () => tasks.shift()?.()
    }
    tasks.push(task)
    channel.port2.postMessage(undefined)
  }
}
