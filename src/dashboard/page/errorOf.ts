import type { SnapshotAbout } from '../../snapshots/about.js'

/** The error of a model, and of the best baseline by the same measure. */
export interface ErrorPair {
  readonly measure: string
  readonly model: number | null
  readonly baseline: number | null
  /** Whose error that is. */
  readonly rival: string
}

const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null

/** The first metric told; of an accuracy what is missing to 1, so that lower is better. */
export function errorOf({ metrics = {}, baselines = {} }: Pick<SnapshotAbout, 'metrics' | 'baselines'>): ErrorPair {
  const [name = '', value] = Object.entries(metrics)[0] ?? []
  const flip = /accuracy/i.test(name)
  const read = (metric: number | undefined): number | null => {
    const number = finite(metric)
    return number !== null && flip ? 1 - number : number
  }
  let best: { readonly rival: string; readonly error: number } | undefined
  for (const [rival, theirs] of Object.entries(baselines)) {
    const error = read(theirs[name])
    if (error !== null && error < (best?.error ?? Number.POSITIVE_INFINITY)) best = { rival, error }
  }
  return {
    measure: flip ? 'share of errors' : name,
    model: read(value),
    baseline: best?.error ?? null,
    rival: best?.rival ?? '',
  }
}
