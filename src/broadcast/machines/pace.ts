/*
 * How often a client sends: what comes within a few milliseconds goes out in one frame, and never are there so many frames
 * that the server takes them for a flood.
 */

export interface Pace {
  /** Frames that may go at once. */
  readonly frames: number
  readonly countedMs: number
  /** When the last frame went. */
  readonly sentMs: number
}

export const newPace: Pace = {
  frames: Number.POSITIVE_INFINITY,
  countedMs: Number.NEGATIVE_INFINITY,
  sentMs: Number.NEGATIVE_INFINITY,
}

/** Milliseconds between two frames while the second isn't full. A lone sample finds the last frame long gone. */
const GATHER_MS = 20

/** Half the frames a second that the server lets through, and half of what it lets through at once. */
const SHARE = 0.5
const BURST = 0.25

/** The pace at a later time; `framesPerSecond` is what the server lets through. */
export function paceAt(pace: Pace, nowMs: number, framesPerSecond: number): Pace {
  const gained = ((nowMs - pace.countedMs) / 1000) * framesPerSecond * SHARE
  const most = Math.max(1, framesPerSecond * BURST)
  return { ...pace, frames: Math.min(most, pace.frames + gained), countedMs: nowMs }
}

/** Milliseconds until a frame may go; 0: now. `full`: waiting would add nothing to it. */
export function waitMs({ frames, countedMs, sentMs }: Pace, full: boolean, framesPerSecond: number): number {
  const refill = frames >= 1 ? 0 : ((1 - frames) * 1000) / (framesPerSecond * SHARE)
  const gather = full ? 0 : Math.max(0, sentMs + GATHER_MS - countedMs)
  return Math.max(refill, gather)
}

export const frameSent = (pace: Pace): Pace => ({ ...pace, frames: pace.frames - 1, sentMs: pace.countedMs })
