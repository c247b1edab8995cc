import { describeValue } from '../../describeValue.js'
import { EddyError } from '../../error.js'

/**
 * Checks the address of a feed; in browsers it may be relative to the page.
 *
 * @throws {EddyError} ERR_URL unless it has one of `protocols`, without name and password
 */
export function feedUrl(url: string | URL, protocols: readonly string[]): URL {
  const wanted = protocols.map((protocol) => `${protocol}//`).join(' or ')
  const page = typeof location === 'undefined' ? undefined : location.href
  let parsed: URL
  try {
    parsed = new URL(url, page)
  } catch {
    throw new EddyError('ERR_URL', `expected an address that begins with ${wanted}, got ${describeValue(url)}`)
  }
  if (!protocols.includes(parsed.protocol)) {
    throw new EddyError('ERR_URL', `expected an address that begins with ${wanted}, got ${parsed.protocol}`)
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw new EddyError(
      'ERR_URL',
      'name and password never belong into an address, where logs keep them: use `headers`',
    )
  }
  parsed.hash = ''
  return parsed
}

/** An address as messages may show it: what follows `?` may be secret. */
export const shownUrl = ({ protocol, host, pathname }: URL): string => `${protocol}//${host}${pathname}`
