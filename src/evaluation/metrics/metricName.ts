import type { Label } from '../../features/sample.js'

/** The name of a metric that is set otherwise than by default: `f1 (micro)`. Two metrics of one kind are told apart by it. */
export const qualifiedName = (kind: string, detail: string | undefined): string =>
  detail === undefined ? kind : `${kind} (${detail})`

/** A label as a name tells it: 'q' in quotes, 1 and true without. */
export const labelInName = (label: Label): string => (typeof label === 'string' ? `'${label}'` : String(label))

/** `f1` of `f1 (micro)`. States of version 0.1 have this name for both. */
export const kindOf = (name: string): string => name.replace(/ \(.*\)$/s, '')
