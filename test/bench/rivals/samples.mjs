/** Random inputs in [-1, 1) and a class for each, for a network of these sizes. */
export const samplesFor = (sizes) =>
  Array.from({ length: 256 }, () => {
    const x = Float32Array.from({ length: sizes[0] }, () => 2 * Math.random() - 1)
    return { x, y: Math.min(sizes.at(-1) - 1, Math.floor(((x[0] + 1) / 2) * sizes.at(-1))) }
  })

/** Steps a second of `train`, over `seconds` after as long a warm-up (at most 1 s). */
export async function timed(train, samples, seconds) {
  const run = async (limit) => {
    const begin = performance.now()
    let steps = 0
    while (performance.now() - begin < limit * 1000) {
      const result = train(samples[steps % samples.length])
      if (result instanceof Promise) await result
      steps += 1
    }
    return (steps * 1000) / (performance.now() - begin)
  }
  await run(Math.min(seconds, 1))
  return run(seconds)
}
