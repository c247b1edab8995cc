/* Prints the sha256 of the parameters after a training; fails if the kinds of kernels differ. Every Node must print the same. */
import { createHash } from 'node:crypto'
import { trainedBytes } from './training.mjs'

const sha256 = (optimizer, kernels) => createHash('sha256').update(trainedBytes(optimizer, kernels).bytes).digest('hex')

const digests = ['sgd', 'adam'].map((optimizer) => {
  const [simd, reference] = ['simd', 'reference'].map((kernels) => sha256(optimizer, kernels))
  if (simd !== reference) {
    console.error(`${optimizer}: simd ${simd} but reference ${reference}`)
    process.exit(1)
  }
  return `${optimizer} ${simd}`
})
console.log(digests.join(' '))
