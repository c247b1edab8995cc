import { createLearner, learn, prequential, type Report, rmsprop, type Sample, softmaxCrossEntropy } from 'eddy'
import { createModel } from './trainable.js'
import { from } from 'rxjs'

const TURNS = 21
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

/** The same network with its optimizer, and nothing around it: vectors that are scaled already, no guard, no report. */
function bare(vectors: readonly Float32Array[], targets: readonly number[]): () => void {
  const spec = createLearner({ task: 'classification', input: vectors[0]?.length ?? 1 }).model?.spec
  if (!spec) throw new Error('a learner with an input has a model')
  const model = createModel({ ...spec, tapes: 1 })
  const kind = softmaxCrossEntropy()
  const loss = model.attachLoss(kind)
  const optimizer = model.attachRules(rmsprop({ learningRate: 0.005, biasCorrection: true }).rules)
  return () => {
    vectors.forEach((x, i) => {
      model.train({ x, y: targets[i] ?? 0 }, loss, optimizer)
    })
  }
}

function whole(samples: readonly Sample[]): () => void {
  const learner = createLearner({ task: 'classification' })
  return () => {
    let last: Report | undefined
    from(samples)
      .pipe(learn(learner), prequential({ everySamples: 1000 }))
      .subscribe((report) => {
        last = report
      })
    if (!last) throw new Error('nothing was reported')
  }
}

/** Cost of a sample through everything `createLearner` does, with reports, beside the engine's step alone; in turns. */
export function benchStep(samples: readonly Sample[], json: boolean): void {
  const some = samples.slice(0, 10_000)
  const vectors = some.map(({ x }) => Float32Array.from(Object.values(x as Record<string, number>)))
  const targets = some.map(({ y }) => (y === some[0]?.y ? 0 : 1))
  const runs = [bare(vectors, targets), whole(some)]
  const times: number[][] = [[], []]
  for (let turn = 0; turn < TURNS; turn++) {
    runs.forEach((run, which) => {
      // CPU time: other processes on the machine lengthen the wall's.
      const begin = process.cpuUsage()
      run()
      const { user, system } = process.cpuUsage(begin)
      times[which]?.push((user + system) / some.length)
    })
  }
  const [engine = 0, everything = 0] = times.map(median)
  if (json) console.log(JSON.stringify({ engineMicroseconds: engine, everythingMicroseconds: everything }))
  else
    console.log(
      `a step of the bare engine ${engine.toFixed(2)} µs; with features, guard, temperature and reports ${everything.toFixed(2)} µs: ${(everything / engine).toFixed(2)} times`,
    )
}
