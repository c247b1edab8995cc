/** A function of the user, of any kind. */
type Callback = (...args: never[]) => unknown

/**
 * The same function, for a place where nobody catches what it throws: a timer, or an event of a socket. What it throws goes to
 * `fail`, and it returns `otherwise`.
 */
export function guarded<Args extends unknown[], R>(
  callback: (...args: Args) => R,
  fail: (error: unknown) => void,
  otherwise: R,
): (...args: Args) => R {
  return (...args) => {
    try {
      return callback(...args)
    } catch (error) {
      fail(error)
      return otherwise
    }
  }
}

/** The same options, with each of the callbacks in `otherwise` guarded; there stands what it returns where it throws. */
export function guardedOptions<O extends object>(
  options: O,
  fail: (error: unknown) => void,
  otherwise: { readonly [K in keyof O]?: unknown },
): O {
  const guards = Object.entries(otherwise).flatMap(([name, value]) => {
    const callback: unknown = options[name as keyof O]
    return typeof callback === 'function' ? [[name, guarded(callback as Callback, fail, value)] as const] : []
  })
  return { ...options, ...Object.fromEntries(guards) }
}
