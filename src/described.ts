/*
 * When two things are the same. Plain data is compared by value. A function can't be compared by what it does, so it is the
 * same as itself alone. An exception are the functions that Eddy makes from a name and settings (`described`): two of them
 * are the same if their names and settings are, because then they do the same.
 */

const description: unique symbol = Symbol('eddy.description')

type AnyFunction = (...given: never[]) => unknown
type Described = object & { readonly [description]?: unknown }

/** Says that a function does what its name and settings say, and depends on nothing else. */
export function described<F extends AnyFunction>(made: F, name: string, settings: unknown): F {
  return Object.defineProperty(made, description, { value: { name, settings } })
}

/** Whether `described` was said of a function. */
export const isDescribed = (made: AnyFunction): boolean => (made as Described)[description] !== undefined

/** Keeps beside plain data a function that it belongs to. JSON doesn't hold it; `same` compares it. */
export function belongingTo<T extends object>(data: T, to: AnyFunction): T {
  return Object.defineProperty({ ...data }, description, { value: to })
}

/**
 * Whether two values are the same in the sense above. A property that is `undefined` counts as left out. Instances of classes
 * are the same only if they are one object.
 */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a === 'function' && typeof b === 'function') return sameDescription(a as Described, b as Described)
  if (isList(a) && isList(b)) return sameElements(a, b)
  if (!isPlain(a) || !isPlain(b)) return false
  if ((a[description] !== undefined || b[description] !== undefined) && !sameDescription(a, b)) return false
  return Object.keys({ ...a, ...b }).every((key) => same(a[key], b[key]))
}

function sameDescription(a: Described, b: Described): boolean {
  const [left, right] = [a[description], b[description]]
  return left !== undefined && right !== undefined && same(left, right)
}

type List = ArrayLike<unknown> & object

const isList = (value: unknown): value is List =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value)

function sameElements(a: List, b: List): boolean {
  if (a.length !== b.length || Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  for (let at = 0; at < a.length; at++) if (!same(a[at], b[at])) return false
  return true
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> & Described {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
