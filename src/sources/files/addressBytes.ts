import { pipeline } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { EddyError } from '../../error.js'
import { type HttpAnswer, httpGet } from '../http/httpGet.js'
import { shownUrl } from '../live/feedUrl.js'

/** How a server may pack what it sends. Source: RFC 9110 8.4.1. */
const DECODERS: Readonly<Record<string, (() => NodeJS.ReadWriteStream) | undefined>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/**
 * Bytes from an http(s) address. The connection closes as soon as the signal aborts: before there is an answer, and while one
 * comes.
 *
 * @throws {EddyError} ERR_FETCH; while reading too, where the connection is cut
 */
export async function addressBytes(
  url: URL,
  signal: AbortSignal,
): Promise<{ readonly chunks: AsyncIterable<Uint8Array>; readonly size: number | undefined }> {
  const { status, statusText, header, body } = await answerOf(url, signal)
  const encoding = header('content-encoding') ?? 'identity'
  if (status < 200 || status > 299) throw failed(url, `the server answers ${status} ${statusText}`)
  if (encoding === 'identity') return { chunks: told(url, body), size: Number(header('content-length')) || undefined }
  const decoder = DECODERS[encoding]?.()
  if (!decoder) throw failed(url, `the server packs it as '${encoding}', which it was not asked for`)
  // Its end, good or bad, shows where the decoder is read.
  pipeline(body, decoder, () => undefined)
  return { chunks: told(url, decoder as AsyncIterable<Uint8Array> & NodeJS.ReadWriteStream), size: undefined }
}

async function answerOf(url: URL, signal: AbortSignal): Promise<HttpAnswer> {
  try {
    return await httpGet({ url, headers: { 'accept-encoding': 'gzip, deflate, br' }, signal })
  } catch (error) {
    throw failed(url, reasonOf(error), error)
  }
}

async function* told(url: URL, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* chunks
  } catch (error) {
    throw failed(url, `the answer was cut: ${reasonOf(error)}`, error)
  }
}

const failed = (url: URL, why: string, cause?: unknown): EddyError =>
  new EddyError('ERR_FETCH', `cannot fetch ${shownUrl(url)}: ${why}`, { cause })

/** Of several addresses that all refuse, Node gives an error without a message. */
const reasonOf = (error: unknown): string => {
  const { message, code } = error as NodeJS.ErrnoException
  return message || (code ?? String(error))
}
