export interface BackoffBounds {
  /** Milliseconds the first wait may take at most; later ones twice the one before. */
  readonly baseMs: number
  readonly maxMs: number
}

/**
 * Milliseconds until the next try, after `failures` in a row. Full jitter: anywhere between nothing and a bound that doubles
 * (Brooker, "Exponential Backoff And Jitter"). `random` is from [0, 1); for anything else, which dice of your own may give, it
 * waits as long as it may.
 */
export const backoffMs = (failures: number, random: number, { baseMs, maxMs }: BackoffBounds): number =>
  (random >= 0 && random < 1 ? random : 1) * Math.min(maxMs, baseMs * 2 ** Math.min(failures, 10))
