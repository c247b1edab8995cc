import { readdirSync, readlinkSync } from 'node:fs'

/** What this process has open: descriptors where the system tells, and what keeps the event loop busy. */
export function resources(): readonly string[] {
  return [...descriptors(), ...process.getActiveResourcesInfo()].sort()
}

function descriptors(): readonly string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      // Sockets and pipes by their kind, for their numbers change.
      return [readlinkSync(`/proc/self/fd/${fd}`).replace(/:\[\d+\]$/, '')]
    } catch {
      // The descriptor of the listing itself.
      return []
    }
  })
}

/** What is open in `now` and was not in `before`. */
export function added(before: readonly string[], now: readonly string[]): readonly string[] {
  const left = [...before]
  return now.filter((resource) => {
    const at = left.indexOf(resource)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

/** Waits until nothing is open that was not before; returns what is left after `ms`. */
export async function settled(before: readonly string[], ms = 1500): Promise<readonly string[]> {
  const end = performance.now() + ms
  for (;;) {
    // Measured outside of timers, which count themselves.
    await new Promise((resolve) => setImmediate(resolve))
    const left = added(before, resources()).filter((resource) => resource !== 'Immediate')
    if (left.length === 0 || performance.now() > end) return left
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
