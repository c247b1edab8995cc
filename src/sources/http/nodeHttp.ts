/*
 * What Node's http and https are used for, as far as it goes. Browsers load this file too, so it neither imports them nor
 * their types.
 */

export interface NodeResponse extends AsyncIterable<Uint8Array> {
  readonly statusCode?: number
  readonly statusMessage?: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  destroy(): unknown
}

interface NodeRequest {
  on(event: 'response', listener: (response: NodeResponse) => void): NodeRequest
  on(event: 'error', listener: (error: Error) => void): NodeRequest
  end(): unknown
}

interface NodeHttp {
  request(
    url: URL,
    options: { readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
  ): NodeRequest
}

/** The module for a protocol; undefined in browsers. */
export function nodeHttp(protocol: string): NodeHttp | undefined {
  if (typeof process !== 'object') return undefined
  const { getBuiltinModule } = process as { readonly getBuiltinModule?: (name: string) => unknown }
  return getBuiltinModule?.(protocol === 'https:' ? 'https' : 'http') as NodeHttp | undefined
}
