import type { Model } from 'eddy'

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b9) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * Starts every weight and bias uniformly in [-range, range], as the experiments of 1986 did. Parameters are one flat
 * vector; each row is padded with zeros to a multiple of four, and the zeros stay.
 */
export function startUniformly(model: Model, range: number, seed: number): Model {
  const random = randomFrom(seed)
  const { parameters } = model
  for (const { shape, offset } of model.layout) {
    const columns = shape[shape.length - 1] ?? 1
    const rows = shape.reduce((product, size) => product * size, 1) / columns
    const stride = Math.ceil(columns / 4) * 4
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        parameters[offset + row * stride + column] = (2 * random() - 1) * range
      }
    }
  }
  return model
}
