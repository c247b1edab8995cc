import { Warnings } from '../../warnings.js'
import type { Unjoined } from './labelJoin.js'

const reasons: Readonly<Record<Unjoined['kind'], string>> = {
  expired: 'no label came for a request in time',
  evicted: 'a request was given up, as more waited than the capacity',
  ended: 'the streams ended, and no label had come for a request',
  orphaned: 'a label came, and no request waited for it',
  duplicate: 'a request came with a key that was here before',
  duplicateOutcome: 'a label came with a key that was here before',
  withoutKey: 'a request or label has no key',
  unreadable: 'a request or label throws when it is read',
}

/** What `onUnjoined` is where none is given: prints the first of each kind on the console. */
export function unheardUnjoined(): (unjoined: Unjoined<unknown>) => void {
  const warnings = new Warnings()
  return ({ kind }) =>
    warnings.once(
      kind,
      () =>
        `joinLabels: ${reasons[kind]} (${kind}): nothing was learned from it. Others of this kind are not printed. joinLabels(requests$, outcomes$, { onUnjoined }) tells of each and silences this`,
    )
}
