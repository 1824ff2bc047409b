import { describe, expect, it } from 'vitest'
import { type DataSet, ROLLING_WINDOW_RESULTS, SESSION_STATS, UNMATCHED_SESSIONS } from '../../src/sink/data-set.ts'
import { encodeParquet } from '../../src/sink/encode-parquet.ts'
import { completed, sessionId, unmatched, windowCount } from '../support/events.ts'
import { footerOf, keyValuesOf, readParquet } from '../support/read-parquet.ts'

const CONTEXT = { partition: 3, windowSizeMs: 10_000, completeFromMs: null }

const encode = <Row>(dataSet: DataSet<Row>, rows: readonly Row[]) => encodeParquet(dataSet, rows, CONTEXT, {})

describe('the footer of a part', () => {
  it('is whole without any rows too', async () => {
    const bytes = await encode(ROLLING_WINDOW_RESULTS, [])
    expect(footerOf(bytes).schema).toHaveLength(1 + ROLLING_WINDOW_RESULTS.columns.length)
    expect(await readParquet(bytes)).toEqual([])
    // Not every reader takes a column without.
    expect(footerOf(bytes).row_groups[0]!.columns.every(({ meta_data }) => meta_data?.codec === 'UNCOMPRESSED')).toBe(
      true,
    )
  })

  it('lets a reader skip a part by its time: least and greatest are in the footer', async () => {
    const bytes = await encode(
      UNMATCHED_SESSIONS,
      [30, 10, 20].map((ms) => unmatched('orphan_end', ms)),
    )
    const column = footerOf(bytes).row_groups[0]?.columns[3]?.meta_data
    expect(column?.statistics).toMatchObject({ min_value: new Date(10), max_value: new Date(30) })
  })

  it('says least and greatest of all pages together, before 1970 too', async () => {
    const starts = Array.from({ length: 3 * 8_192 }, () => 2_000)
    starts[5] = -8_000
    starts[8_192] = 90_000
    const rows = starts.map((startMs) => windowCount(startMs, 1, 0))
    const column = footerOf(await encode(ROLLING_WINDOW_RESULTS, rows)).row_groups[0]?.columns[4]?.meta_data
    expect(column?.statistics).toMatchObject({ min_value: new Date(-8_000), max_value: new Date(90_000) })
  })

  it('says where each column begins, its dictionary and its first page: one lies behind the other', async () => {
    const bytes = await encode(SESSION_STATS, [completed(0, 1_000), completed(1, 1_001), completed(2, 1_002)])
    let end = 4 // behind the magic number
    for (const { meta_data } of footerOf(bytes).row_groups[0]!.columns) {
      const { dictionary_page_offset: dictionary, data_page_offset: data, total_compressed_size: size } = meta_data!
      expect(Number(dictionary ?? data)).toBe(end)
      // A page header begins with its kind.
      if (dictionary !== undefined) expect([...bytes.subarray(end, end + 2)]).toEqual([0x15, 2 * 2])
      expect([...bytes.subarray(Number(data), Number(data) + 2)]).toEqual([0x15, 2 * 0])
      end += Number(size)
    }
    expect(end).toBe(bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8))
  })

  it('names the encodings of each column, of the dictionary too', async () => {
    const sessions = Array.from({ length: 4 }, (_, i) =>
      completed(i, 2 * i, { sessionId: sessionId(`${i}`), totalMs: i }),
    )
    const columns = footerOf(await encode(SESSION_STATS, sessions)).row_groups[0]!.columns
    expect(columns.map(({ meta_data }) => meta_data?.encodings.join())).toEqual([
      'RLE,PLAIN,RLE_DICTIONARY', // tenant: one
      'RLE,PLAIN', // the durations differ
      'RLE,PLAIN',
      'RLE,DELTA_BINARY_PACKED',
      'RLE,PLAIN', // so do the ids
      'RLE,DELTA_BINARY_PACKED',
      'RLE,DELTA_BINARY_PACKED',
      'RLE,DELTA_BINARY_PACKED',
    ])
  })

  it('carries the key-value metadata, also text that is no ASCII', async () => {
    const metadata = { 'tideline.books': '{"records":1}', other: 'é日👍' }
    const bytes = await encodeParquet(UNMATCHED_SESSIONS, [unmatched('orphan_end', 1)], CONTEXT, metadata)
    expect(keyValuesOf(bytes)).toEqual(metadata)
  })
})
