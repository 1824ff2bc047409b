import { expect, it } from 'vitest'
import { withoutAborted } from '../../src/log/kafka-aborted.ts'

const batch = (offset: number, producerId: string, inTransaction = true) => ({
  offset: String(offset),
  key: null,
  batchContext: { producerId, inTransaction },
})
const marker = (offset: number, producerId: string, type: 'abort' | 'commit') => ({
  offset: String(offset),
  key: Buffer.from([0, 0, 0, type === 'abort' ? 0 : 1]),
  isControlRecord: true,
  batchContext: { producerId, inTransaction: true },
})
const left = (messages: readonly { readonly offset: string }[]) => messages.map(({ offset }) => Number(offset))

it('drops a transaction up to its marker, and nothing of the one after it', () => {
  const messages = [batch(4, 'a'), marker(5, 'a', 'abort'), batch(9, 'a'), marker(10, 'a', 'commit')]
  expect(left(withoutAborted({ messages, abortedTransactions: [{ producerId: 'a', firstOffset: '0' }] }))).toEqual([
    5, 9, 10,
  ])
})

it('drops those of several producers that began before the first batch that was fetched', () => {
  const messages = [batch(20, 'c'), batch(21, 'b'), batch(22, 'a'), batch(23, 'd')]
  const abortedTransactions = ['c', 'a', 'b'].map((producerId, i) => ({ producerId, firstOffset: String(10 - i) }))
  expect(left(withoutAborted({ messages, abortedTransactions }))).toEqual([23])
})

it('keeps what the same producer wrote outside of a transaction, and one that begins later', () => {
  const messages = [batch(1, 'a', false), batch(2, 'b'), marker(3, 'b', 'commit'), batch(8, 'b')]
  expect(left(withoutAborted({ messages, abortedTransactions: [{ producerId: 'b', firstOffset: '6' }] }))).toEqual([
    1, 2, 3,
  ])
})

it('keeps the records of formats that know no transactions', () => {
  const messages = [{ offset: '1', key: null }]
  expect(withoutAborted({ messages, abortedTransactions: [{ producerId: 'a', firstOffset: '0' }] })).toEqual(messages)
})
