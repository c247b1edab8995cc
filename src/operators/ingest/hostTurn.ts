/**
 * Runs a task after the host's pending sockets and timers had a turn: `setImmediate` in Node; a message channel in
 * browsers, which isn't throttled to four milliseconds as timers are.
 */
export function hostTurn(): (task: () => void) => void {
  if (typeof setImmediate === 'function') return (task) => void setImmediate(task)
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
