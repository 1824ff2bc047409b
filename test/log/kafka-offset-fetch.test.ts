import { describe, expect, it } from 'vitest'
import { decodeOffsetFetch, encodeOffsetFetch, offsetFetch } from '../../src/log/kafka-offset-fetch.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

describe('an OffsetFetch request of version 7', () => {
  it('asks for stable offsets, in compact form behind the tags of the header', () => {
    const bytes = encodeOffsetFetch({ groupId: 'g', topics: [{ topic: 'to', partitions: [{ partition: 3 }] }] })
    //                         tags | g     | 1 topic | to       | 1 partition: 3  | tags | stable | tags
    expect(bytes).toEqual(hex('00     02 67   02        03 74 6f   02 00000003       00     01       00'))
  })

  it('writes lengths over 127 in two bytes', () => {
    const bytes = encodeOffsetFetch({ groupId: 'g'.repeat(200), topics: [] })
    expect(bytes.subarray(1, 3)).toEqual(hex('c9 01'))
  })
})

//                       tags  throttle   1 topic  to        1 partition: 3  offset 7           epoch     metadata
const answerWith = (partitionError: string) =>
  hex(
    `00    00000000   02       03 74 6f  02 00000003     0000000000000007   ffffffff  03 6d 21   ${partitionError} 00 00 0000 00`,
  )

describe('its answer', () => {
  it('is read with the metadata of the offset', () => {
    const partitions = [{ partition: 3, offset: '7', metadata: 'm!', errorCode: 0 }]
    expect(decodeOffsetFetch(answerWith('0000'))).toMatchObject({
      responses: [{ topic: 'to', partitions }],
      errorCode: 0,
    })
  })

  it('is to be asked for again while a transaction is being settled', async () => {
    const { response } = offsetFetch.protocol({ version: 7 })({ groupId: 'g', topics: [] })
    const parsed = response.parse(await response.decode(answerWith('0058')))
    await expect(parsed).rejects.toMatchObject({ type: 'UNSTABLE_OFFSET_COMMIT', retriable: true })
  })
})

describe('an OffsetFetch request to a broker that does not know version 7', () => {
  it('is that of kafkajs', () => {
    const { request } = offsetFetch.protocol({ version: 5 })({ groupId: 'g', topics: [] })
    expect(request).toMatchObject({ apiName: 'OffsetFetch', apiVersion: 4 })
  })
})
