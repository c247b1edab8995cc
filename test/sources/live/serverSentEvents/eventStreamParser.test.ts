import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventStreamParser } from '../../../../src/sources/live/serverSentEvents/eventStreamParser.js'

const parser = (maxLength = 1000) => new EventStreamParser({ lastEventId: '', maxLength })

/** Event, data and id of what a text says, in pieces. */
function read(pieces: readonly string[], of = parser()) {
  return pieces.flatMap((piece) => [...of.read(piece)]).map(({ event, data, id }) => [event, data, id])
}

describe('EventStreamParser', () => {
  // Examples of the standard, WHATWG HTML 9.2.6.
  it.each([
    ['data: YHOO\ndata: +2\ndata: 10\n\n', [['message', 'YHOO\n+2\n10', '']]],
    [
      ': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n',
      [
        ['message', 'first event', '1'],
        ['message', 'second event', ''],
        ['message', ' third event', ''],
      ],
    ],
    [
      'data\n\ndata\ndata\n\ndata:',
      [
        ['message', '', ''],
        ['message', '\n', ''],
      ],
    ],
    [
      'data:test\n\ndata: test\n\n',
      [
        ['message', 'test', ''],
        ['message', 'test', ''],
      ],
    ],
    [
      'event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\n',
      [
        ['add', '73857293', ''],
        ['remove', '2153', ''],
      ],
    ],
  ])('%j', (text, wanted) => {
    expect(read([text])).toEqual(wanted)
  })

  it.each(['\n', '\r', '\r\n'])('lines may end with %j', (end) => {
    expect(read([`event:a${end}data:1${end}data:2${end}${end}data:3${end}${end}`])).toEqual([
      ['a', '1\n2', ''],
      ['message', '3', ''],
    ])
  })

  it('a line feed that comes after its carriage return, in the next piece, ends no second line', () => {
    expect(read(['data:1\r', '\ndata:2\r', '', '\n\r', '\n'])).toEqual([['message', '1\n2', '']])
  })

  it('an event that is not whole is none; what names no data is none, but its id counts', () => {
    const of = parser()
    expect(read(['event:x\n\nid:7\n\ndata:lost\nid:8\n'], of)).toEqual([])
    expect(of.lastEventId).toBe('7')
    of.begin()
    expect(read(['data:new\n\n'], of)).toEqual([['message', 'new', '7']])
  })

  it('ignores unknown fields, ids with a NUL, and times to retry that are no digits', () => {
    const of = parser()
    expect(read(['id:1\n\nfoo:bar\nid:a\0b\nretry:1x\nretry:-5\ndata:x\n\n'], of)).toEqual([['message', 'x', '1']])
    expect(of.retryMs).toBeUndefined()
    read(['retry:250\n'], of)
    expect(of.retryMs).toBe(250)
  })

  it('sets aside a line, and an event, that grows too long, and goes on', () => {
    const of = parser(20)
    const messages = [
      'data:',
      'x'.repeat(16),
      '\nid:3\n\n',
      `data:${'y'.repeat(12)}\n`.repeat(2),
      '\ndata:ok\n\n',
    ].flatMap((piece) => [...of.read(piece)])
    expect(messages.map(({ data, id, tooLong = false }) => [data, id, tooLong])).toEqual([
      ['', '3', true],
      ['', '3', true],
      ['ok', '3', false],
    ])
  })

  it('keeps nothing of a line without end', () => {
    const of = parser(100)
    for (let i = 0; i < 10_000; i++) expect([...of.read('x'.repeat(1000))]).toEqual([])
    expect(JSON.stringify(of).length).toBeLessThan(1000)
  })

  it('gives the same wherever the text is cut', () => {
    const piece = fc.constantFrom(
      'data: a',
      'data',
      'id: 1',
      'id',
      'event:e',
      ':',
      ':c',
      'retry: 5',
      '\n',
      '\r',
      '\r\n',
      '\n\n',
      ' ',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.nat(200)), (words, cuts) => {
        const text = words.join('')
        const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length]
        const pieces = places.slice(1).map((end, at) => text.slice(places[at], end))
        expect(read(pieces)).toEqual(read([text]))
        expect(read([text])).toEqual(byTheBook(text))
      }),
      { numRuns: 2000 },
    )
  })
})

/** The standard's words, on a whole text. */
function byTheBook(text: string) {
  const events: string[][] = []
  let [data, event, idBuffer] = ['', '', '']
  // The last line has no end, so it is never processed.
  for (const line of text.split(/\r\n|\n|\r/).slice(0, -1)) {
    if (line === '') {
      if (data !== '') events.push([event === '' ? 'message' : event, data.slice(0, -1), idBuffer])
      data = ''
      event = ''
      continue
    }
    const [, name = '', value = ''] = /^([^:]*)(?::(?: )?(.*))?$/s.exec(line) ?? []
    if (name === 'data') data += `${value}\n`
    if (name === 'event') event = value
    if (name === 'id') idBuffer = value
  }
  return events
}
