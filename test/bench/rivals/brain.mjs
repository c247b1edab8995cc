import brain from 'brain.js'
import { samplesFor, timed } from './samples.mjs'

// brain.js has no softmax: it is timed with its own sigmoid outputs and squared error, on the same sizes.
const seconds = Number(process.argv[2])
for (const sizes of JSON.parse(process.argv[3])) {
  const classes = sizes.at(-1)
  const samples = samplesFor(sizes).map(({ x, y }) => ({
    input: [...x],
    output: Array.from({ length: classes }, (_, at) => Number(at === y)),
  }))
  const net = new brain.NeuralNetwork({ hiddenLayers: sizes.slice(1, -1), activation: 'tanh' })
  net.train(samples.slice(0, 1), { iterations: 1 })
  const learn = net.trainPattern ?? net._trainPattern
  let sum = 0
  const train = (sample) => {
    sum += Number(learn.call(net, sample, true)) || 0
  }
  const stepsPerSecond = await timed(train, samples, seconds)
  console.log(JSON.stringify({ rival: 'brain.js', network: sizes.join('-'), stepsPerSecond, sum }))
}
