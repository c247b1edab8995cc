import type { EddyError } from '../../client.js'
import { element, say } from './view.js'

/* A token never stands in the address, which histories and logs keep: it lives as long as the tab. */

const KEY = 'eddy token'

/** The token that was given in this tab before; undefined also where a browser keeps nothing. */
export function keptToken(): string | undefined {
  try {
    return sessionStorage.getItem(KEY) ?? undefined
  } catch {
    return undefined
  }
}

function keep(token: string | undefined): void {
  try {
    if (token === undefined) sessionStorage.removeItem(KEY)
    else sessionStorage.setItem(KEY, token)
  } catch {
    // Not allowed to keep anything: after a reload the page asks again.
  }
}

export const isRefusal = ({ code }: EddyError): boolean => code === 'ERR_UNAUTHORIZED' || code === 'ERR_FORBIDDEN'

/** Says that the broadcaster refuses, and offers a field for another token; `token`: the one that didn't do. */
export function showRefusal({ message }: EddyError, token: string | undefined): void {
  keep(undefined)
  const what = token === undefined ? 'This broadcaster wants a token' : 'This broadcaster refuses that token'
  say('refusal', `${what}: ${message.replace('subscribeToModel: ', '')}.`)
  element('access').hidden = false
  element('token').focus()
}

export function hideRefusal(): void {
  element('access').hidden = true
}

/** Calls `allow` with each token that somebody types. */
export function onToken(allow: (token: string) => void): void {
  element('access').addEventListener('submit', (event) => {
    event.preventDefault()
    const field = element<HTMLInputElement>('token')
    const token = field.value
    field.value = ''
    hideRefusal()
    keep(token)
    allow(token)
  })
}
