/** What is known about the model at that moment; travels as metadata. Readers ignore what they don't know. */
export interface SnapshotAbout {
  readonly task?: 'classification' | 'regression'
  /** Samples learned, steps taken, samples set aside. */
  readonly samples: number
  readonly steps: number
  readonly rejected: number
  /** Milliseconds since 1970. */
  readonly takenAtMs?: number
  /** Where in the source it was. */
  readonly position?: unknown
  readonly metrics?: Readonly<Record<string, number>>
  readonly baselines?: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** How the table was read that it learned from, as JSON: `eddy predict` reads questions alike. */
  readonly reading?: string
  /** Whatever a page shows besides. */
  readonly live?: unknown
}

/** What a peer says about a model, with counts that are numbers. */
export const aboutFrom = (about: unknown): SnapshotAbout => {
  const known = (typeof about === 'object' && about !== null ? about : {}) as Partial<SnapshotAbout>
  const count = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0)
  return { ...known, samples: count(known.samples), steps: count(known.steps), rejected: count(known.rejected) }
}
