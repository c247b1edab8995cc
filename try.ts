import { createModel } from './src/layers/model.js'
import { createRandom } from './src/kernels/random.js'
import { gru } from './src/layers/recurrent/gru.js'
import { linearRecurrent } from './src/layers/recurrent/linearRecurrent.js'
import { dense } from './src/layers/dense.js'
import { tanh } from './src/layers/activations/tanh.js'
import { softmaxCrossEntropy } from './src/losses/softmaxCrossEntropy.js'
import { adam } from './src/optimizers/adam.js'
import { isFault } from './src/layers/rejection.js'
const S = Number(process.env.S ?? 4), LAG = 500, EP = Number(process.env.EP ?? 600), LR = Number(process.env.LR ?? 0.01)
const run = (layers: any[], seed: number) => {
  const m = createModel({ input: S + 4, layers: [...layers, dense(S)], seed })
  const L = m.attachLoss(softmaxCrossEntropy()), O = m.attachRules(adam({ learningRate: LR }).rules)
  const { next } = createRandom(seed + 100)
  const x = new Float32Array(S + 4)
  const right: number[] = []
  for (let e = 0; e < EP; e++) {
    const cue = Math.floor(next() * S)
    for (let t = 0; t <= LAG; t++) {
      x.fill(0)
      if (t === 0) x[cue] = 1
      { const u = next(); if (u < Number(process.env.P ?? 1)) x[S + Math.floor(next() * 4)] = 1 }
      if (t < LAG) { m.observe(x); continue }
      const out = m.train(x, L, 'class', cue, 1, O)
      if (isFault(out)) throw new Error(out.reason)
      right.push(Number(out.indexOf(Math.max(...out)) === cue))
    }
  }
  const acc = (a: number[]) => (a.reduce((p, c) => p + c, 0) / a.length).toFixed(2)
  return Array.from({ length: 6 }, (_, i) => acc(right.slice(i * EP / 6, (i + 1) * EP / 6))).join(' ')
}
const seeds = Number(process.env.SEEDS ?? 3)
const U = Number(process.env.U ?? 32)
for (let s = 0; s < seeds; s++) {
  let t = performance.now()
  console.log('lru   ', run([linearRecurrent({ units: U, ...(process.env.R ? { radius: JSON.parse(process.env.R) } : {}), phase: Number(process.env.PH ?? 0.314) })], s), (performance.now() - t).toFixed(0))
  if (process.env.ALL) {
    t = performance.now(); console.log('lru50 ', run([linearRecurrent({ units: U, window: 50, phase: Number(process.env.PH ?? 0.314) })], s), (performance.now() - t).toFixed(0))
    t = performance.now(); console.log('gru50 ', run([gru({ units: U, window: 50 })], s), (performance.now() - t).toFixed(0))
  }
}
