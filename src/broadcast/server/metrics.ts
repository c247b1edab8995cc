/** What a broadcaster counts, for /metrics. */
export class BroadcastMetrics {
  connections = 0
  connectionsTotal = 0
  publishedTotal = 0
  sentFramesTotal = 0
  sentBytesTotal = 0
  fullTotal = 0
  deltaTotal = 0
  acksTotal = 0
  resyncsTotal = 0
  samplesTotal = 0
  samplesRejectedTotal = 0
  /** Connections refused before or closed after the upgrade, by close code. */
  readonly closedTotal: Map<number, number> = new Map()

  closed(code: number): void {
    this.closedTotal.set(code, (this.closedTotal.get(code) ?? 0) + 1)
  }

  /** The text form of Prometheus, version 0.0.4. */
  text(): string {
    const counters: readonly (readonly [name: string, help: string, value: number])[] = [
      ['connections_total', 'Connections accepted.', this.connectionsTotal],
      ['published_versions_total', 'Versions published, all models.', this.publishedTotal],
      ['sent_frames_total', 'Frames sent.', this.sentFramesTotal],
      ['sent_bytes_total', 'Bytes sent.', this.sentBytesTotal],
      ['full_transfers_total', 'Whole states sent.', this.fullTotal],
      ['delta_transfers_total', 'Deltas sent.', this.deltaTotal],
      ['acknowledgements_total', 'Versions acknowledged by subscribers.', this.acksTotal],
      ['resyncs_total', 'Subscribers that asked for the whole state again.', this.resyncsTotal],
      ['samples_received_total', 'Samples pushed by clients and taken.', this.samplesTotal],
      ['samples_rejected_total', 'What clients pushed and is no sample.', this.samplesRejectedTotal],
    ]
    const lines = counters.flatMap(([name, help, value]) => [
      `# HELP eddy_${name} ${help}`,
      `# TYPE eddy_${name} counter`,
      `eddy_${name} ${value}`,
    ])
    lines.push('# HELP eddy_connections Connections open now.', '# TYPE eddy_connections gauge')
    lines.push(`eddy_connections ${this.connections}`)
    lines.push(
      '# HELP eddy_closed_total Connections closed or refused, by close code.',
      '# TYPE eddy_closed_total counter',
    )
    for (const [code, count] of this.closedTotal) lines.push(`eddy_closed_total{code="${code}"} ${count}`)
    return `${lines.join('\n')}\n`
  }
}
