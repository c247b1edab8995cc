/* Values that no operator of samples can take, and samples with parts that none can take. */

const fails = (): never => {
  throw new Error('this value must not be read')
}

/** A Proxy every trap of which throws. */
const trap = (target: object): object =>
  new Proxy(target, {
    get: fails,
    has: fails,
    ownKeys: fails,
    getPrototypeOf: fails,
    getOwnPropertyDescriptor: fails,
  })

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

class Getters {
  get x(): never {
    return fails()
  }
}

const throwingArray = (): readonly number[] => Object.defineProperty([1, 2], 0, { get: fails, enumerable: true })

/** Throws the second time it is read. */
const onceOnly = (): object => {
  let reads = 0
  return {
    get x() {
      reads += 1
      return reads > 1 ? fails() : [1, 2]
    },
    y: 1,
  }
}

/** Never a sample, nor a record of another operator. Made anew for each test. */
export const noSamples: Readonly<Record<string, () => unknown>> = {
  null: () => null,
  undefined: () => undefined,
  'a string': () => 'text',
  'an empty string': () => '',
  'a boolean': () => true,
  'a bigint': () => 10n,
  'a symbol': () => Symbol('s'),
  'a function': () => () => 1,
  'a Map': () => new Map([['x', [1, 2]]]),
  'a Date that is none': () => new Date(Number.NaN),
  'a Promise': () => Promise.resolve({ x: [1, 2], y: 1 }),
  'a Proxy that throws': () => trap({ x: [1, 2], y: 1 }),
  'a Proxy of an array that throws': () => trap([1, 2]),
  'a revoked Proxy': revoked,
  'a getter that throws': () => Object.defineProperty({ y: 1 }, 'x', { get: fails, enumerable: true }),
  'a getter of a class that throws': () => new Getters(),
  'an array of what is no sample': () => [null, Symbol('s'), trap({})],
}

const sample = { x: [1, 2], y: 1, id: 'odd' }

/** Samples that may or may not fit, by what an operator looks at. */
export const oddSamples: Readonly<Record<string, () => unknown>> = {
  'an empty object': () => ({}),
  'a frozen sample': () => Object.freeze({ ...sample, x: Object.freeze([1, 2]) }),
  'x null': () => ({ ...sample, x: null }),
  'x a string': () => ({ ...sample, x: 'text' }),
  'x a Map': () => ({ ...sample, x: new Map([['a', 1]]) }),
  'x a Proxy that throws': () => ({ ...sample, x: trap({}) }),
  'x a Proxy of an array that throws': () => ({ ...sample, x: trap([1, 2]) }),
  'x an array that throws': () => ({ ...sample, x: throwingArray() }),
  'x with a getter that throws': () => ({
    ...sample,
    x: Object.defineProperty({ b: 1 }, 'a', { get: fails, enumerable: true }),
  }),
  'x with a symbol and a bigint': () => ({ ...sample, x: { a: Symbol('s'), b: 1n } }),
  'x of bigints': () => ({ ...sample, x: BigInt64Array.of(1n, 2n) }),
  'x a DataView': () => ({ ...sample, x: new DataView(new ArrayBuffer(8)) }),
  'x that holds itself': () => {
    const x: Record<string, unknown> = {}
    x['x'] = x
    return { ...sample, x, y: x }
  },
  'x that can be read once': onceOnly,
  'x with names of Object': () => ({
    ...sample,
    x: JSON.parse('{"__proto__":1,"constructor":2,"toString":3}') as unknown,
  }),
  'y null': () => ({ ...sample, y: null }),
  'y a symbol': () => ({ ...sample, y: Symbol('s') }),
  'y a bigint': () => ({ ...sample, y: 1n }),
  'y a function': () => ({ ...sample, y: fails }),
  'y a Map': () => ({ ...sample, y: new Map() }),
  'y a Proxy that throws': () => ({ ...sample, y: trap({}) }),
  'y a Proxy of an array that throws': () => ({ ...sample, y: trap([1]) }),
  'y an array that throws': () => ({ ...sample, y: throwingArray() }),
  'y of symbols': () => ({ ...sample, y: [Symbol('s')] }),
  'y whose valueOf throws': () => ({ ...sample, y: { valueOf: fails, toString: fails } }),
  'y with a getter that throws': () => Object.defineProperty({ ...sample }, 'y', { get: fails, enumerable: true }),
  'a weight that is a symbol': () => ({ ...sample, weight: Symbol('s') }),
  'a weight that is a bigint': () => ({ ...sample, weight: 1n }),
  'a weight whose valueOf throws': () => ({ ...sample, weight: { valueOf: fails } }),
  'a weight with a getter that throws': () =>
    Object.defineProperty({ ...sample }, 'weight', { get: fails, enumerable: true }),
  'a key that is a symbol': () => ({ ...sample, key: Symbol('s'), id: Symbol('s'), at: 'z' }),
  'a key with a getter that throws': () =>
    Object.defineProperty({ ...sample }, 'key', { get: fails, enumerable: true }),
  'an id with a getter that throws': () => Object.defineProperty({ ...sample }, 'id', { get: fails, enumerable: true }),
}
