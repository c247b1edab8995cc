/*
 * The hierarchy of examples/representations/hierarchy.ts to be seen: instead of phonemes, bars of four directions in patches of 4x4, one
 * patch below the other. A convolution with stride 4 looks at each patch, one of two rows at each pair of patches: edges,
 * then shapes, then objects, though only the objects are labelled. The same probes, and the same bar.
 */
import { conv2d, dense, flatten, groupNorm, layerNorm, leakyRelu, tanh } from 'eddy'
import { probeHierarchy } from './hierarchyProbes.js'
import { bars, hierarchyStream } from './hierarchyStream.js'

probeHierarchy('hierarchy in pictures', {
  speak: (seed) => hierarchyStream(seed, bars),
  input: [1, 16, 4],
  layers: [
    [conv2d({ channels: 12, kernel: 4, stride: 4 }), tanh()],
    [conv2d({ channels: 24, kernel: [2, 1], stride: [2, 1] }), groupNorm(1), leakyRelu()],
    [flatten(), dense(24), layerNorm(), leakyRelu()],
  ],
})
