import { describe, expect, it } from 'vitest'
import { pushSamples } from '../../../../src/client.js'

describe('options of pushSamples', () => {
  it.each<[string, unknown]>([
    ['none', undefined],
    ['null', null],
    ['no stream', {}],
    ['an empty stream', { stream: '' }],
    ['a batch of none', { stream: 's', batch: 0 }],
    ['a batch larger than a frame', { stream: 's', batch: 1001 }],
    ['a batch in words', { stream: 's', batch: 'x' }],
    ['a window of none', { stream: 's', window: 0 }],
    ['a window that is no number', { stream: 's', window: Number.NaN }],
    ['a capacity that is no whole number', { stream: 's', capacity: 1.5 }],
    ['a producer of 65 characters', { stream: 's', producer: 'x'.repeat(65) }],
    ['a token that is none', { stream: 's', token: 5 }],
    ['a symbol', { stream: 's', batch: Symbol('x') }],
    ['a callback that is none', { stream: 's', onRejected: 5 }],
  ])('%s: refused at once', (_, options) => {
    expect(() => pushSamples('ws://localhost:1', options as never)).toThrow(
      expect.objectContaining({ code: 'ERR_OPTION' }),
    )
  })

  it('never show a token', () => {
    const secret = 'eyJhbGciOi secret'
    for (const options of [
      { stream: 's', token: secret },
      { stream: secret.repeat(90) },
      { stream: 's', producer: secret.repeat(9) },
    ]) {
      expect(() => pushSamples('ws://localhost:1', options)).toThrow(/^(?!.*secret)pushSamples: `\w+` must be/)
    }
  })

  it('tell their range', () => {
    expect(() => pushSamples('ws://localhost:1', { stream: 's', batch: 2000 })).toThrow(
      'pushSamples: `batch` must be a whole number of at least 1 and at most 1000, got 2000',
    )
    expect(() => pushSamples('ws://localhost:1', { stream: 's', batch: 1000, window: 1, capacity: 1 })).not.toThrow()
  })
})
