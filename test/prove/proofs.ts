/** A promise, and what puts it to the proof. */
export interface Proof {
  readonly id: string
  readonly file: string
  /** Seconds after which it has failed, at most; long runs have as long as they need. */
  readonly seconds: number
}

/** The promises of the broadcast and the checkpoints, in words: see README.md. Those that take longest come first. */
export const proofs: readonly Proof[] = [
  { id: 'P9', file: './durable/p9.ts', seconds: 540 },
  { id: 'link', file: './wire/link.ts', seconds: 90 },
  { id: 'P1', file: './wire/p1.ts', seconds: 60 },
  { id: 'P2', file: './wire/p2.ts', seconds: 60 },
  { id: 'P3', file: './wire/p3.ts', seconds: 60 },
  { id: 'P4', file: './wire/p4.ts', seconds: 90 },
  { id: 'P5', file: './wire/p5.ts', seconds: 90 },
  { id: 'P6', file: './wire/p6.ts', seconds: 120 },
  { id: 'P7', file: './wire/p7.ts', seconds: 60 },
  { id: 'P8', file: './wire/p8.ts', seconds: 90 },
  { id: 'P10', file: './durable/p10.ts', seconds: 180 },
  { id: 'P11', file: './durable/p11.ts', seconds: 180 },
  { id: 'P12', file: './hostile/p12.ts', seconds: 180 },
  { id: 'P13', file: './hostile/p13.ts', seconds: 90 },
  { id: 'P14', file: './hostile/p14.ts', seconds: 90 },
  { id: 'soak', file: './long/soak.ts', seconds: 120 },
]
