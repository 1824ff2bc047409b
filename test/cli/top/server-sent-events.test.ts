import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventStreamError, eventReader } from '../../../src/cli/top/server-sent-events.ts'

const ROOMY = 1_000_000
const readAll = (pieces: readonly string[], mostChars = ROOMY) => {
  const eventsIn = eventReader(mostChars)
  return pieces.flatMap((piece) => eventsIn(piece))
}
const read = (text: string) => readAll([text])

describe('a stream of server-sent events', () => {
  it.each([
    ['has a type and data', 'event: view\ndata: {"a":1}\n\n', [{ type: 'view', data: '{"a":1}' }]],
    ['has messages where no type is given', 'data: x\n\n', [{ type: 'message', data: 'x' }]],
    ['forgets a type with its event', 'event: a\ndata: x\n\ndata: y\n\n', ['a x', 'message y']],
    ['forgets a type of an event without data', 'event: a\n\ndata: y\n\n', ['message y']],
    ['takes one space away', 'data:x\ndata:  y\n\n', ['message x\n y']],
    ['has lines of data that are joined', 'data: a\ndata\ndata: b\n\n', ['message a\n\nb']],
    ['has comments, ids and retries, which are passed over', ': hm\nid: 3\nretry: 1000\ndata: x\n\n', ['message x']],
    [
      'ends lines in each of three ways',
      'data: a\r\ndata: b\rdata: c\n\r\ndata: d\r\r',
      ['message a\nb\nc', 'message d'],
    ],
    ['may begin with a byte order mark', '\ufeffdata: x\n\n', ['message x']],
    ['has no event that is not over', 'data: x\n\ndata: y\n', ['message x']],
    ['has no event without data', '\n\n\nevent: view\n\n', []],
  ])('%s', (_, text, events) => {
    expect(read(text)).toEqual(
      events.map((event) => {
        if (typeof event !== 'string') return event
        const [type, ...data] = event.split(' ')
        return { type, data: data.join(' ') }
      }),
    )
  })

  it('says the same however it is cut into pieces', () => {
    const line = fc.oneof(
      fc.constantFrom('event: view', 'data', 'data:', ': x', '', '', 'retry: 1', '\ufeff'),
      fc.string({ unit: 'binary' }).map((text) => `data: ${text}`),
    )
    const stream = fc
      .array(fc.tuple(line, fc.constantFrom('\n', '\r', '\r\n')))
      .map((lines) => lines.map(([text, end]) => text + end).join(''))
    fc.assert(
      fc.property(stream, fc.array(fc.nat(20)), (text, lengths) => {
        const pieces: string[] = []
        let rest = text
        for (const length of lengths) {
          pieces.push(rest.slice(0, length))
          rest = rest.slice(length)
        }
        expect(readAll([...pieces, rest])).toEqual(read(text))
        expect(readAll([...text])).toEqual(read(text))
      }),
      { numRuns: 500 },
    )
  })

  it('gives back the data that was written', () => {
    fc.assert(
      fc.property(fc.array(fc.json()), (values) => {
        const text = values.map((value) => `event: view\ndata: ${value}\n\n`).join('')
        expect(read(text).map(({ data }) => data)).toEqual(values)
      }),
    )
  })

  it('may not keep more than its bound, in one line or in many, and ends no sooner', () => {
    expect(() => readAll(['data: ', 'x'.repeat(50), 'x'.repeat(50)], 100)).toThrow(EventStreamError)
    expect(() => readAll(Array(20).fill('data: 12345\n'), 100)).toThrow(EventStreamError)
    expect(readAll(Array(20).fill('data: 12345\n\n'), 100).length).toBe(20)
    expect(readAll(Array(3).fill(`data: ${'x'.repeat(94)}\n\n`), 100).length).toBe(3)
  })
})
