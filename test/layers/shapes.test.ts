import { describe, expect, it } from 'vitest'
import { averagePool2d } from '../../src/layers/convolutional/averagePool2d.js'
import { concatenate } from '../../src/layers/combinators/concatenate.js'
import { conv1d } from '../../src/layers/convolutional/conv1d.js'
import { conv2d } from '../../src/layers/convolutional/conv2d.js'
import { dense } from '../../src/layers/dense.js'
import { dropout } from '../../src/layers/dropout.js'
import { embedding } from '../../src/layers/embedding.js'
import { flatten } from '../../src/layers/flatten.js'
import { gelu } from '../../src/layers/activations/gelu.js'
import { globalAveragePool } from '../../src/layers/convolutional/globalAveragePool.js'
import { groupNorm } from '../../src/layers/normalization/groupNorm.js'
import type { LayerEntry } from '../../src/layers/layer.js'
import { maxPool1d } from '../../src/layers/convolutional/maxPool1d.js'
import { createModel } from '../../src/layers/model/model.js'
import { parallel } from '../../src/layers/combinators/parallel.js'
import { reshape } from '../../src/layers/reshape.js'
import { residual } from '../../src/layers/combinators/residual.js'
import { shared } from '../../src/layers/combinators/shared.js'
import { tanh } from '../../src/layers/activations/tanh.js'

type Input = number | readonly number[]

describe('shapes', () => {
  it.each<[string, Input, readonly LayerEntry[], readonly number[]]>([
    ['dense', 3, [dense(4)], [4]],
    ['dense on rows', [2, 3], [dense(4)], [2, 4]],
    ['conv1d', [2, 7], [conv1d({ channels: 3, kernel: 3, stride: 2 })], [3, 3]],
    [
      'causal conv1d keeps the length',
      [2, 7],
      [conv1d({ channels: 3, kernel: 3, dilation: 2, padding: 'causal' })],
      [3, 7],
    ],
    ['conv2d', [2, 5, 4], [conv2d({ channels: 3, kernel: 3, padding: [1, 0] })], [3, 5, 2]],
    ['pooling drops what stands out', [2, 5, 4], [averagePool2d({ kernel: 2 })], [2, 2, 2]],
    ['globalAveragePool', [2, 5, 4], [globalAveragePool], [2]],
    ['flatten', [2, 5, 4], [flatten], [40]],
    ['concatenate joins channels', [2, 3], [parallel([[], [tanh, tanh]]), concatenate], [4, 3]],
    ['concatenate of one value is that value', 3, [concatenate], [3]],
  ])('%s', (_, input, layers, shape) => {
    expect(createModel({ input, layers }).outputShape).toEqual(shape)
  })

  it.each<[string, Input, readonly LayerEntry[], readonly string[]]>([
    ['dense', [2, 5, 4], [dense(4)], ['0.dense', '[2, 5, 4]', 'flatten()']],
    ['conv2d', 8, [conv2d({ channels: 2, kernel: 2 })], ['0.conv2d', '[8]', '[channels, height, width]']],
    ['a window too large', [2, 3], [conv1d({ channels: 2, kernel: 4 })], ['conv1d', '[2, 3]', 'at least 4 cells']],
    ['groups', [3, 4, 4], [conv2d({ channels: 2, kernel: 2, groups: 2 })], ['conv2d', '[3, 4, 4]', '2 groups']],
    ['maxPool1d', 8, [maxPool1d({ kernel: 2 })], ['maxPool1d', '[8]', '[channels, time]']],
    ['globalAveragePool', 8, [globalAveragePool], ['globalAveragePool', '[8]']],
    ['groupNorm', [3, 2], [groupNorm(2)], ['groupNorm', '[3, 2]', '2 groups']],
    ['embedding', [3, 2], [embedding({ vocabulary: 5, size: 2 })], ['embedding', '[3, 2]', '[ids]']],
    ['reshape', 8, [reshape([3, 3])], ['reshape', '[8]', '9 elements']],
    ['residual', 3, [tanh(), residual([dense(4)])], ['1.residual', '[4]', '[3]']],
    ['a layer after parallel', 3, [parallel([[], []]), dense(2)], ['1.dense', 'concatenate()']],
    ['concatenate', [2, 3], [parallel([[], [dense(4)]]), concatenate()], ['concatenate', '[2, 4]', '[3]']],
    [
      'parallel after parallel',
      3,
      [parallel({ a: [], b: [] }), parallel({ a: [], c: [] })],
      ['parallel', 'a, b', 'a, c'],
    ],
    ['shared', 3, [shared('s', [dense(4)]), shared('s', [dense(4)])], ['[4, 3]', '[4, 4]']],
  ])('%s that cannot fit names the layer, what it got and what it wanted', (_, input, layers, parts) => {
    const build = (): unknown => createModel({ input, layers })
    expect(build).toThrow(expect.objectContaining({ code: 'ERR_SHAPE' }))
    for (const part of parts) expect(build).toThrow(part)
  })

  it.each<[string, LayerEntry]>([
    ['units', dense(0)],
    ['units', dense(2.5)],
    ['rate', dropout(1)],
    ['groups', groupNorm(0)],
    ['kernel', conv2d({ channels: 1, kernel: [2, 2, 2] })],
    ['channels', conv1d({ channels: 3, kernel: 1, groups: 2 })],
    ['stride', conv1d({ channels: 3, kernel: 1, stride: 0 })],
    ['approximate', gelu(JSON.parse('{"approximate":"erf"}') as object)],
  ])('a bad option is named: %s', (option, entry) => {
    expect(() =>
      createModel({
        input: [1, 6, 6],
        layers: [
          reshape(entry.type === 'conv1d' ? [2, 18] : [1, 6, 6]),
          ...(entry.type === 'dense' ? [flatten] : []),
          entry,
        ],
      }),
    ).toThrow(expect.objectContaining({ code: 'ERR_OPTION', message: expect.stringContaining(`\`${option}\``) }))
  })
})
