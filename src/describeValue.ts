const TEXT_MAX = 80

/**
 * A value in words, for the message of an error: `0.5 (number)`, `"a" (string)`, `an array of 3`, `a Map`. It never throws and
 * calls no code of the value's own, so a Proxy, a throwing getter or a hostile `toString` can't turn one error into another.
 */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'string')
    return `${JSON.stringify(value.length > TEXT_MAX ? `${value.slice(0, TEXT_MAX)}…` : value)} (string)`
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object') return `${String(value)} (${typeof value})`
  if (ArrayBuffer.isView(value))
    return `${tagOf(value)} of ${'length' in value ? String(value.length) : value.byteLength}`
  return objectInWords(value)
}

function objectInWords(value: object): string {
  try {
    if (Array.isArray(value)) return `an array of ${value.length}`
    const tag = tagOf(value)
    return tag === 'Object' ? 'an object' : `a ${tag}`
  } catch {
    return 'an object that throws when it is read'
  }
}

const tagOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1)
