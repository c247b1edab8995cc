import type { LayerTrace, Tensor } from '../../autodiff/tracing/trace.js'
import { flag, type TableOf, wholeNumber, wrongOption } from '../../options.js'
import { wrongShape } from '../expect.js'
import { fanIn, zeros } from '../initializers.js'
import { checkedLayer, type LayerFactory } from '../layer.js'
import { shiftPresence, shiftRows } from './rows.js'
import { scaledDotProduct, UNSEEN } from './scaledDotProduct.js'

export interface AttentionOptions {
  /** Must divide the number of features. Default 1. */
  readonly heads?: number
  /** Of samples that come one by one: how many the newest sees, itself included. Default 16. */
  readonly window?: number
  /** Of whole sequences: whether a step sees only itself and those before. Default true. */
  readonly causal?: boolean
}

const table: TableOf<AttentionOptions> = {
  heads: wholeNumber({ from: 1 }),
  window: wholeNumber({ from: 1, to: 4096 }),
  causal: flag,
}

interface Seen {
  /** [queries, features] */
  readonly asking: Tensor
  /** [keys, features] */
  readonly seen: Tensor
  /** What is added to the scores of a head. */
  readonly bias: (head: number) => Tensor | undefined
}

const columns = ({ op }: LayerTrace, x: Tensor, from: number, count: number): Tensor => {
  const [rows = 1, cols = 1] = x.shape
  const table = Int32Array.from(
    { length: rows * count },
    (_, at) => Math.floor(at / count) * cols + from + (at % count),
  )
  return op.take(x, table, [rows, count])
}

/** The same columns back in their place, zeros beside them. */
const placed = ({ op }: LayerTrace, part: Tensor, from: number, cols: number): Tensor => {
  const [rows = 1, count = 1] = part.shape
  const table = Int32Array.from({ length: rows * cols }, (_, at) => {
    const column = (at % cols) - from
    return column >= 0 && column < count ? Math.floor(at / cols) * count + column : -1
  })
  return op.take(part, table, [rows, cols])
}

/** Several heads side by side: each sees its own columns of queries, keys and values. */
function multiHead(trace: LayerTrace, heads: number, makeSeen: () => Seen): Tensor {
  const { op, parameter, x } = trace
  const features = x.shape[x.shape.length - 1] ?? 1
  if (features % heads !== 0) wrongShape('attention', x.shape, `a number of features that ${heads} heads divide`)
  const maps = ['query', 'key', 'value', 'output']
  const weights = maps.map((name) => parameter(`${name}Weight`, [features, features], fanIn()))
  const biases = maps.map((name) => {
    const bias = parameter(`${name}Bias`, [features], fanIn({ inputs: features }))
    // It adds the same to all scores of a query, so softmax doesn't see it and its gradient is 0. Computed, it would be
    // rounding errors, which optimizers that divide by the gradient's size turn into whole steps.
    return name === 'key' ? op.stopGradient(bias) : bias
  })
  const map = (value: Tensor, index: number): Tensor => {
    const weight = weights[index]
    return weight ? op.linear(value, weight, biases[index]) : value
  }
  const { asking, seen, bias } = makeSeen()
  const [queries, keys, values] = [map(asking, 0), map(seen, 1), map(seen, 2)]
  const size = features / heads
  const parts = Array.from({ length: heads }, (_, head) => {
    const part = (tensor: Tensor): Tensor => (heads === 1 ? tensor : columns(trace, tensor, head * size, size))
    const given = { queries: part(queries), keys: part(keys), values: part(values), bias: bias(head) }
    const attended = scaledDotProduct(op, given)
    return heads === 1 ? attended : placed(trace, attended, head * size, features)
  })
  return map(
    parts.reduce((sum, part) => op.add(sum, part)),
    3,
  )
}

/** The newest sample looks at the window before it and at itself. */
function throughWindow(trace: LayerTrace, heads: number, window: number): Tensor {
  const { op, x, state, next, parameter } = trace
  const features = x.shape[0] ?? 1
  const newest = op.reshape(x, [1, features])
  const attended = multiHead(trace, heads, () => {
    const age = parameter('age', [heads, window], zeros())
    const ages = (head: number): Tensor =>
      op.take(
        age,
        Int32Array.from({ length: window }, (_, at) => head * window + at),
        [1, window],
      )
    if (window === 1) return { asking: newest, seen: newest, bias: ages }
    const [before, present] = [state('inputs', [window - 1, features]), state('present', [window - 1])]
    const nextInputs = shiftRows(op, before, x)
    next(before, nextInputs)
    next(present, shiftPresence(op, present))
    const all = Int32Array.from({ length: window * features }, (_, at) => (at < (window - 1) * features ? at : -1))
    const last = all.map((at, position) => (at < 0 ? position - (window - 1) * features : -1))
    const seen = op.add(op.take(before, all, [window, features]), op.take(x, last, [window, features]))
    const there = op.take(
      present,
      Int32Array.from({ length: window }, (_, at) => (at < window - 1 ? at : -1)),
      [1, window],
    )
    const newestThere = op.constant([...new Array<number>(window - 1).fill(0), 1], [1, window])
    const unseen = op.mul(op.sub(1, op.add(there, newestThere)), UNSEEN)
    return { asking: newest, seen, bias: (head) => op.add(ages(head), unseen) }
  })
  return op.reshape(attended, [features])
}

function throughSequence(trace: LayerTrace, heads: number, causal: boolean): Tensor {
  const { op, x } = trace
  const [steps = 1] = x.shape
  const mask = causal
    ? op.constant(
        Array.from({ length: steps * steps }, (_, at) => (at % steps > Math.floor(at / steps) ? UNSEEN : 0)),
        [steps, steps],
      )
    : undefined
  return multiHead(trace, heads, () => ({ asking: x, seen: x, bias: () => mask }))
}

export const attentionLayer: LayerFactory<AttentionOptions> = checkedLayer('attention', table, (trace, options) => {
  const { heads = 1, window = 16, causal = true } = options
  const { shape } = trace.x
  if (shape.length === 2) return throughSequence(trace, heads, causal)
  if (shape.length !== 1) wrongShape('attention', shape, '[features] or [steps, features]')
  if (causal) return throughWindow(trace, heads, window)
  throw wrongOption('attention', 'causal', causal, {
    expected: 'true for samples that come one by one: there are no later ones to see',
  })
})

/**
 * Multi-head self-attention (Vaswani et al. 2017), scores divided by the root of a head's size.
 *
 * One sample at a time, [features] stays [features]: it looks at the last `window` samples of its key, itself included. Each
 * head learns besides how much a sample's age counts (added to the scores; 0 at the start). What layers below gave for
 * earlier samples is kept as it was: their weights get the gradient through the newest only. A whole sequence
 * [steps, features] stays of that shape; `causal` steps see only themselves and those before.
 *
 * In a learner put `dense` before it: features may appear, and the heads must divide what comes in.
 *
 * Parameters: queryWeight, keyWeight, valueWeight, outputWeight [features, features], their biases [features], and, one
 * sample at a time, age [heads, window], the newest last.
 *
 * @throws {EddyError} ERR_SHAPE, when built, if x has more than two axes or the heads don't divide its features
 */
export const attention = (options: AttentionOptions = {}): ReturnType<typeof attentionLayer> => attentionLayer(options)
