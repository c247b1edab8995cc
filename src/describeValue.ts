const TEXT_MAX = 80
const SHOWN_MAX = 4

/**
 * A value in words, for the message of an error: `0.5 (number)`, `"a" (string)`, `an array of 3`, `a Map`, `the function adam`.
 * It never throws, so a Proxy, a throwing getter or a hostile `toString` can't turn one error into another.
 */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'string') return `${JSON.stringify(cut(value))} (string)`
  if (typeof value === 'function') return functionInWords(value)
  if (typeof value !== 'object') return `${cut(String(value))} (${typeof value})`
  if (ArrayBuffer.isView(value))
    return `${tagOf(value)} of ${'length' in value ? String(value.length) : value.byteLength}`
  return objectInWords(value)
}

const cut = (text: string): string => (text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text)

function objectInWords(value: object): string {
  try {
    if (Array.isArray(value)) return arrayInWords(value)
    const tag = tagOf(value)
    const kind = tag === 'Object' ? (nameOf(Object.getPrototypeOf(value)?.constructor) ?? tag) : tag
    return kind === 'Object' ? 'an object' : `${/^[AEIOU]/i.test(kind) ? 'an' : 'a'} ${kind}`
  } catch {
    return 'an object that throws when it is read'
  }
}

/** A few numbers are shown, of other arrays the length is told. */
function arrayInWords(values: readonly unknown[]): string {
  const shown = values.length > 0 && values.length <= SHOWN_MAX && values.every((value) => typeof value === 'number')
  return shown ? `[${values.join(', ')}]` : `an array of ${values.length}`
}

function functionInWords(value: object): string {
  const name = nameOf(value)
  return name === undefined ? 'a function' : `the function ${name}`
}

/** The name of a function or class, where it has one that is fit to be printed. */
export function nameOf(value: unknown): string | undefined {
  try {
    const name: unknown = typeof value === 'function' ? value.name : undefined
    return typeof name === 'string' && NAME.test(name) ? name : undefined
  } catch {
    return undefined
  }
}

const NAME = /^[\w$]{1,60}$/

const tagOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1)
