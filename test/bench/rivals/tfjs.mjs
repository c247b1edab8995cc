import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-wasm'
import { samplesFor, timed } from './samples.mjs'

const seconds = Number(process.argv[2])
const networks = JSON.parse(process.argv[3])
if (!(await tf.setBackend('wasm').catch(() => false))) await tf.setBackend('cpu')
await tf.ready()

for (const sizes of networks) {
  const model = tf.sequential()
  sizes.slice(1).forEach((units, at) => {
    model.add(tf.layers.dense({ units, inputShape: at === 0 ? [sizes[0]] : undefined, activation: at === sizes.length - 2 ? 'linear' : 'tanh' }))
  })
  const optimizer = tf.train.sgd(0.01)
  let sum = 0
  const train = ({ x, y }) => {
    const value = tf.tidy(() => {
      const input = tf.tensor2d(x, [1, sizes[0]])
      const target = tf.oneHot(tf.tensor1d([y], 'int32'), sizes.at(-1))
      const cost = optimizer.minimize(() => tf.losses.softmaxCrossEntropy(target, model.predict(input)), true)
      return cost.dataSync()[0]
    })
    sum += value
  }
  const stepsPerSecond = await timed(train, samplesFor(sizes), seconds)
  console.log(JSON.stringify({ rival: `tfjs ${tf.version.tfjs} ${tf.getBackend()}`, network: sizes.join('-'), stepsPerSecond, sum }))
}
