import { map, type Observable, Subject, switchMap, take } from 'rxjs'

/** When a source is left: in the same turn, while it opens, or at one of its values. */
export type Moment = 'before opening' | 'while opening' | 'first value' | 'mid-stream' | 'the end'

export const VALUES = { 'first value': 1, 'mid-stream': 60 } as const

type Open = (signal?: AbortSignal) => Observable<unknown>
type Iterable = Observable<unknown> & AsyncIterable<unknown>

/** A way to leave a source at a moment; resolves when it was left, with how the stream ended where it did. */
export type Way = (open: Open, moment: Moment) => Promise<unknown>

const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
}

/** Resolves when the moment has come; `count` is told each value. */
function waiting(moment: Moment): { readonly count: () => void; readonly come: Promise<void> } {
  let count = (): void => undefined
  if (moment === 'before opening') return { count, come: Promise.resolve() }
  if (moment === 'while opening') return { count, come: turns(2) }
  const come = new Promise<void>((resolve) => {
    let values = 0
    const wanted = moment === 'the end' ? Number.POSITIVE_INFINITY : VALUES[moment]
    count = () => {
      values += 1
      if (values === wanted) resolve()
    }
  })
  return { count, come }
}

/** Leaves when the moment has come, from outside. The stream may have ended by itself. */
async function leftBy(
  source: Observable<unknown>,
  moment: Moment,
  leave: (unsubscribe: () => void) => void,
): Promise<unknown> {
  const { count, come } = waiting(moment)
  let end: unknown = 'nothing'
  let ended = (): void => undefined
  const over = new Promise<void>((resolve) => {
    ended = resolve
  })
  const subscription = source.subscribe({
    next: count,
    error: (error: unknown) => {
      end = error
      ended()
    },
    complete: () => {
      end = 'complete'
      ended()
    },
  })
  // Not by `await` where it is left in the same turn.
  if (moment === 'before opening') leave(() => subscription.unsubscribe())
  else {
    await Promise.race([come, over])
    leave(() => subscription.unsubscribe())
  }
  return end
}

/** Ways that need no value. */
export const outer: Readonly<Record<string, Way>> = {
  unsubscribe: (open, moment) => leftBy(open(), moment, (unsubscribe) => unsubscribe()),
  signal: (open, moment) => {
    const owner = new AbortController()
    return leftBy(open(owner.signal), moment, () => owner.abort())
  },
  'signal with a reason': (open, moment) => {
    const owner = new AbortController()
    return leftBy(open(owner.signal), moment, () => owner.abort('a reason'))
  },
  'switchMap 5 times': async (open, moment) => {
    const switch$ = new Subject<void>()
    const { count, come } = waiting(moment)
    const switched$ = switch$.pipe(switchMap(() => open()))
    const subscription = switched$.subscribe({ next: count, error: () => undefined })
    for (let i = 0; i < 5; i++) {
      switch$.next()
      if (moment !== 'before opening') await Promise.race([come, turns(3)])
    }
    subscription.unsubscribe()
  },
}

/** Ways from within: at a value. */
export const inner: Readonly<Record<string, Way>> = {
  take: (open, moment) =>
    new Promise((resolve) => {
      const count = moment === 'the end' ? 1_000_000 : VALUES[moment as keyof typeof VALUES]
      open()
        .pipe(take(count))
        .subscribe({ error: resolve, complete: () => resolve('complete') })
    }),
  'an error downstream': (open, moment) =>
    new Promise((resolve) => {
      let values = 0
      const failing = (): void => {
        values += 1
        if (values === VALUES[moment as keyof typeof VALUES]) throw new Error('downstream')
      }
      open()
        .pipe(map(failing))
        .subscribe({ error: resolve, complete: () => resolve('complete') })
    }),
}

/** Ways out of `for await`. The source may end or fail before. */
export const loops: Readonly<Record<string, Way>> = {
  break: (open, moment) =>
    looped(open, moment, () => {
      throw LEFT
    }),
  'a throw in the loop': (open, moment) =>
    looped(open, moment, () => {
      throw new Error('of the loop')
    }),
}

const LEFT = Symbol('left')

async function looped(open: Open, moment: Moment, leave: () => void): Promise<unknown> {
  let values = 0
  try {
    for await (const _ of open() as Iterable) {
      values += 1
      if (values < (VALUES[moment as keyof typeof VALUES] ?? Number.POSITIVE_INFINITY)) continue
      try {
        leave()
      } catch (error) {
        if (error === LEFT) break
        throw error
      }
    }
    return 'complete'
  } catch (error) {
    return error
  }
}

/** An iterator that nobody holds any more. */
export const forgotten: Readonly<Record<string, Way>> = {
  forgotten: async (open, moment) => {
    await partly(open, moment)
    for (let i = 0; i < 4; i++) {
      gc?.()
      await turns(2)
    }
  },
}

/** Takes some values and forgets the iterator. */
async function partly(open: Open, moment: Moment): Promise<void> {
  const iterator = (open() as Iterable)[Symbol.asyncIterator]()
  const wanted = VALUES[moment as keyof typeof VALUES] ?? Number.POSITIVE_INFINITY
  try {
    for (let i = 0; i < wanted; i++) if ((await iterator.next()).done) return
  } catch {
    // It failed before.
  }
}

/** Ways out of an iterator that waits for a value. */
export const waitingIterators: Readonly<Record<string, Way>> = {
  return: async (open, moment) => {
    const iterator = (open() as Iterable)[Symbol.asyncIterator]()
    const next = iterator.next().catch((error: unknown) => ({ done: true, value: error }))
    if (moment !== 'before opening') await turns(2)
    await iterator.return?.()
    return next
  },
  'signal of an iterator': async (open, moment) => {
    const owner = new AbortController()
    const iterator = (open(owner.signal) as Iterable)[Symbol.asyncIterator]()
    const next = iterator.next().catch((error: unknown) => ({ done: true, value: error }))
    if (moment !== 'before opening') await turns(2)
    owner.abort()
    await next
    return iterator.next()
  },
}
