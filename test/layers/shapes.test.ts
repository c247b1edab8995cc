import { describe, expect, it } from 'vitest'
import { attention } from '../../src/layers/recurrent/attention.js'
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
import { heUniform } from '../../src/layers/initializers.js'
import type { LayerEntry, LayerSpec } from '../../src/layers/layer.js'
import { maxPool1d } from '../../src/layers/convolutional/maxPool1d.js'
import { createModel } from './trainable.js'
import { parallel } from '../../src/layers/combinators/parallel.js'
import { relu } from '../../src/layers/activations/relu.js'
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

  it.each<[string, number | readonly number[], () => LayerSpec, LayerSpec]>([
    ['units', 3, () => dense(0), { type: 'dense', units: 0 }],
    ['units', 3, () => dense(2.5), { type: 'dense', units: 2.5 }],
    ['rate', 3, () => dropout(1), { type: 'dropout', rate: 1 }],
    ['groups', [1, 36], () => groupNorm(0), { type: 'groupNorm', groups: 0 }],
    [
      'kernel',
      [1, 6, 6],
      () => conv2d({ channels: 1, kernel: [2, 2, 2] }),
      { type: 'conv2d', channels: 1, kernel: [2, 2, 2] },
    ],
    [
      'channels',
      [2, 18],
      () => conv1d({ channels: 3, kernel: 1, groups: 2 }),
      { type: 'conv1d', channels: 3, kernel: 1, groups: 2 },
    ],
    [
      'stride',
      [2, 18],
      () => conv1d({ channels: 3, kernel: 1, stride: 0 }),
      { type: 'conv1d', channels: 3, kernel: 1, stride: 0 },
    ],
    ['approximate', 3, () => gelu({ approximate: 'erf' as 'none' }), { type: 'gelu', approximate: 'erf' }],
    ['causal', 4, () => attention({ causal: 0 as never }), { type: 'attention', causal: 0 }],
    ['start', 3, () => dense(2, { start: heUniform as never }), { type: 'dense', units: 2, start: { type: 'he' } }],
  ])('a bad option is named where it is given, and where a spec is built: %s', (option, input, make, spec) => {
    const named = expect.objectContaining({ code: 'ERR_OPTION', message: expect.stringContaining(`\`${option}\``) })
    expect(make).toThrow(named)
    expect(() => createModel({ input, layers: [spec] })).toThrow(named)
  })

  it.each<[string, () => unknown, string]>([
    ['dense', () => dense(2, { biass: false } as never), 'did you mean `bias`?'],
    ['relu', () => relu({ slope: 1 } as never), 'it takes no options'],
    ['dense', () => createModel({ input: 2, layers: [{ type: 'dense', units: 2, unit: 3 }] }), 'did you mean `units`?'],
    ['createModel', () => createModel({ inputs: 2, layers: [relu] } as never), 'did you mean `input`?'],
    ['createModel', () => createModel({ input: 2, layers: [dense as never] }), 'call it: dense(...)'],
    ['residual', () => residual([conv1d as never]), 'call it: conv1d(...)'],
    ['createModel', () => createModel({ input: 2, layers: [{ type: 'dens' }] }), "did you mean 'dense'?"],
  ])('%s says what was meant', (_, make, hint) => {
    expect(make).toThrow(hint)
  })
})
