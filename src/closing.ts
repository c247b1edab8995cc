type AsyncDispose = SymbolConstructor extends { readonly asyncDispose: infer S extends symbol } ? S : never

/**
 * Has `[Symbol.asyncDispose]`, so that `await using` closes it. Where the `lib` of a program doesn't know that symbol, this type
 * is empty, and compiles all the same.
 */
export type AsyncClosing = { readonly [Key in AsyncDispose]: () => Promise<void> }

/** The symbol, or the one that transpilers of `await using` look for where the engine has none. */
const asyncDispose: symbol =
  (Symbol as { readonly asyncDispose?: symbol }).asyncDispose ?? Symbol.for('Symbol.asyncDispose')

/** Gives an object, or the prototype of a class, its `[Symbol.asyncDispose]`. Returns it. */
export function closedBy<T extends object>(target: T, close: (it: T) => unknown): T & AsyncClosing {
  Object.defineProperty(target, asyncDispose, {
    async value(this: T): Promise<void> {
      await close(this)
    },
    configurable: true,
    writable: true,
  })
  return target as T & AsyncClosing
}
