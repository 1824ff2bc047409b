import { readdir } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { partitionOf } from '../../src/log/partition-of.ts'
import { explainFolder, isoAt, numberFlags } from './explain-folder.ts'

const { at, append, untilEnd, start, explain, textOf, jsonOf } = explainFolder()

/** What comes of the events of an answer: `offset: in, the seconds at which the windows start that it missed`. */
const missedBySeconds = (answer: { events: { offset: number; verdict: string; missed: string[] }[] }) =>
  answer.events.map(({ offset, verdict, missed }) => {
    const seconds = missed.map((iso) => (Date.parse(iso) - Date.parse(isoAt(0))) / 1_000)
    return [`${offset}: ${verdict}`, ...seconds].join(' ')
  })

describe('explain', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    await append('log', [
      { at: 3 }, // 0, in time
      { at: null }, // 1, no event
      { at: 4, tenant: 'b' }, // 2
      { at: 9 }, // 3, in time
      { at: 9, type: 'click' }, // 4
      { at: 5, recordAt: -400 }, // 5, ahead of its record: no event
      { at: 12, tenant: 'evil\u001b[31m\n\u202e' }, // 6, closes the windows that end by 10
      { at: 9 }, // 7, late for one window of five
      { at: 1 }, // 8, late for all
      { at: 13, tenant: 'b' }, // 9
    ])
    await untilEnd('storage', 'log')
  })

  it('lists the events of a closed window, those that came late with what they missed, and the record that closed it', async () => {
    const text = await textOf('storage', 'log', 0)
    expect(text.replaceAll(/p0-000001-[0-9a-f]{8}/g, 'PART')).toBe(`\
tenant "a", type "view", window 2015-05-17T10:05:00Z to 2015-05-17T10:05:10Z: 4 = 2 counted + 2 late

partition 0: closed by the record at offset 6 (tenant "evil·[31m··", event time 2015-05-17T10:05:12Z), which moved the watermark to 2015-05-17T10:05:10Z (T3)
  result: 2, from the commit of offsets 0 to 9, in rolling_window_results.parquet/date=2015-05-17/PART.parquet
  corrections: 2, from the commit of offsets 0 to 9, in late_window_corrections.parquet/date=2015-05-17/PART.parquet

  offset  event time            record time           in       windows missed
       0  2015-05-17T10:05:03Z  2015-05-17T10:05:03Z  counted  none
       3  2015-05-17T10:05:09Z  2015-05-17T10:05:09Z  counted  none
       7  2015-05-17T10:05:09Z  2015-05-17T10:05:09Z  late     1 of 5, starting 2015-05-17T10:05:00Z
       8  2015-05-17T10:05:01Z  2015-05-17T10:05:01Z  late     all 5, starting 2015-05-17T10:04:52Z to 2015-05-17T10:05:00Z
`)
  })

  it('says the same as one line of JSON, times as ISO texts', async () => {
    const answer = await jsonOf('storage', 'log', 0, '--limit', '3')
    expect(answer).toMatchObject({
      question: { tenant: 'a', type: 'view', startTime: isoAt(0), endTime: isoAt(10), sizeMs: 10_000, stepMs: 2_000 },
      keyPartition: 0,
      nearMiss: null,
      partitions: [
        {
          partition: 0,
          state: { kind: 'closed-by-record', record: { offset: 6, eventTime: isoAt(12), watermarkTime: isoAt(10) } },
          counted: 2,
          late: 2,
          results: [{ occurrences: 2, complete: true, fromOffset: 0, toOffset: 10 }],
          corrections: [{ occurrences: 2, fromOffset: 0, toOffset: 10 }],
          events: [
            { offset: 0, eventTime: isoAt(3), recordTime: isoAt(3), verdict: 'counted', missed: [] },
            { offset: 7, verdict: 'late', missed: [isoAt(0)], countedIn: [2, 4, 6, 8].map(isoAt) },
            { offset: 8, verdict: 'late', missed: [-8, -6, -4, -2, 0].map(isoAt), countedIn: [] },
          ],
          notListed: 1,
          nextOffset: 10,
          behind: 0,
          doubts: [],
        },
      ],
    })
  })

  it('tells a window that only the end of the run closed, with the grace that would have done it too', async () => {
    const text = await textOf('storage', 'log', 2)
    expect(text).toContain('3 = 3 counted + 0 late')
    expect(text).toContain(
      'partition 0: closed between the offsets 8 and 10, at the end of an --until-end run (T10), or by a record, if the pipeline ran with ' +
        'a --grace above 0s and up to 1s. With a --grace of 2s no record would close it\n',
    )
    expect((await jsonOf('storage', 'log', 4)).partitions[0]).toMatchObject({
      state: { kind: 'closed-otherwise', byIdleTime: false, byUntilEnd: true, byGrace: null },
    })
  })

  it('says that another grace was used where this one contradicts the storage', async () => {
    await untilEnd('patient', 'log', '--grace', '3s')
    const text = await textOf('patient', 'log', 0)
    expect(text).toContain('4 = 4 counted + 0 late')
    expect(text).toContain(
      'by a record, if the pipeline ran with a --grace above 2s and up to 3s. With a --grace of 2s the record at',
    )
    expect(await textOf('patient', 'log', 0, '--grace', '3s')).toContain('closed by the record at offset 9 (tenant "b"')
  })

  it('says so where another --max-future makes the log and the storage differ', async () => {
    const text = await textOf('storage', 'log', 0, '--max-future', '10m')
    expect(text).toContain('note: the log has 5 such events and the storage counts 4')
  })

  it('names the nearest windows where there is nothing, and the types that the tenant has', async () => {
    const text = await textOf('storage', 'log', 30)
    expect(text).toContain('0 = 0 counted so far + 0 late\nno such event among all that the group has committed;')
    expect(text).toContain(`the nearest window with some before it starts at ${isoAt(8)}\n`)
    expect(await textOf('storage', 'log', -60)).toContain(`the nearest window with some after it at ${isoAt(-8)}\n`)
    expect(await textOf('storage', 'log', 0, '--type', 'veiw')).toContain(
      'and none of type "veiw"; the tenant has events of type "view", "click"\n',
    )
    expect(await textOf('storage', 'log', 0, '--tenant', 'A')).toContain('and none of tenant "A" at all\n')
  })

  it('refuses a time at which no window starts, with those that hold it', async () => {
    const { code, stdout, stderr } = await explain('storage', 'log', ...numberFlags(1))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toBe(
      `--window: no window starts at ${isoAt(1)}: one of 10s starts every 2s, so the nearest at ${isoAt(0)} and ${isoAt(2)}. ` +
        `Those that hold that time start at ${[-8, -6, -4, -2, 0].map(isoAt).join(', ')}\n`,
    )
  })

  it('lists every problem of its flags and exits with 2', async () => {
    const { code, stdout, stderr } = await explain('storage', 'log', '--window', 'today', '--limit', '-1', '--tenant=')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    for (const flag of ['--window', '--limit', '--tenant', '--type']) expect(stderr).toContain(`${flag}: `)
    expect(stderr.trimEnd().split('\n')).toHaveLength(5)
  })

  it('refuses a storage that is none, and a log that is not there or another, with one line, and makes no log', async () => {
    const refusal = async (storage: string, log: string) => {
      const { code, stdout, stderr } = await explain(storage, log, ...numberFlags(0))
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr.trimEnd().split('\n')).toHaveLength(1)
      return stderr
    }
    await append('other-log', [{ at: 1 }])
    expect(await refusal('nowhere', 'log')).toMatch(/no pipeline's storage/)
    expect(await refusal('storage', 'never')).toMatch(/there is no log in .*never/)
    expect(await refusal('storage', 'other-log')).toMatch(/was written from the log .*, and this one is/)
    expect(await readdir(at('.'))).not.toContain('never')
    expect(await readdir(at('.'))).not.toContain('nowhere')
  })

  it('takes hostile names for plain values', async () => {
    const names = ['__proto__', '--json', "\u202e'; DROP\n\u001b[31m"]
    await append(
      'hostile',
      names.map((tenant) => ({ at: 1, tenant, type: tenant })),
    )
    await untilEnd('hostile-storage', 'hostile')
    for (const name of names) {
      const text = await textOf('hostile-storage', 'hostile', 0, `--tenant=${name}`, `--type=${name}`)
      expect(text).toContain('1 = 1 counted + 0 late')
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
      expect(text.split('\n')[0]).toContain('window')
    }
  })

  it('knows windows whose size is no multiple of the step', async () => {
    await untilEnd('odd', 'log', '--window', '10s', '--step', '3s')
    // 2015-05-17T10:05:00Z is a multiple of 3 s.
    const { question, partitions } = await jsonOf('odd', 'log', 0)
    expect(question).toMatchObject({ endTime: isoAt(10), stepMs: 3_000 })
    expect(missedBySeconds(partitions[0])).toEqual(['0: counted', '3: counted', '7: late 0', '8: late -6 -3 0'])
    expect((await explain('odd', 'log', ...numberFlags(2))).stderr).toContain(
      `the nearest at ${isoAt(0)} and ${isoAt(3)}. Those that hold that time start at ${[-6, -3, 0].map(isoAt).join(', ')}\n`,
    )
  })

  it('finds what a producer keyed otherwise in its partition', async () => {
    const inEach = [0, 1, 2, 3].flatMap((partition) => [
      { at: 1, partition, tenant: partition % 2 === 0 ? 'a' : 'b' },
      { at: 20, partition, tenant: 'b' },
    ])
    await append('keyed', inEach, 4)
    await untilEnd('keyed-storage', 'keyed')
    const text = await textOf('keyed-storage', 'keyed', 0)
    expect(text).toContain("2 = 2 counted + 0 late\nthe tenant's key belongs to partition ")
    expect(text.match(/^partition \d: closed by the record at offset 1/gm)).toHaveLength(2)
  })
})

describe('explain, while windows are open,', { timeout: 60_000 }, () => {
  /** Windows of 10 minutes: what a live pipeline idles away in a test closes none. */
  const LONG = ['--window', '10m', '--step', '5m', '--commit-interval', '100ms', '--log-level', 'debug']

  it('says what is missing, what is not committed yet, and after a restart what closed it', async () => {
    await append('live-log', [{ at: 1 }, { at: null }, { at: 299 }])
    const live = start('live', 'live-log', ...LONG)
    await live.said('"committed"')
    expect(await textOf('live', 'live-log', 0)).toContain(
      '2 = 2 counted so far + 0 late\n\npartition 0: open: the watermark is ',
    )
    live.child.kill('SIGTERM')
    expect(await live.ended).toMatchObject({ code: 0 }) // nobody fenced it

    await append('live-log', [{ at: 2 }, { at: 602 }, { at: 5 }, { at: 603 }])
    const before = await jsonOf('live', 'live-log', 0)
    expect(before.partitions[0]).toMatchObject({
      state: { kind: 'open' },
      counted: 2,
      late: 0,
      nextOffset: 3,
      behind: 4,
    })
    expect(missedBySeconds(before.partitions[0])).toEqual(['0: open', '2: open'])
    expect(await textOf('live', 'live-log', 0)).toContain(
      "not looked at: offset 3 and what is behind it, up to the log's end 4 further on",
    )

    await untilEnd('live', 'live-log', ...LONG)
    const { partitions } = await jsonOf('live', 'live-log', 0)
    expect(partitions[0]).toMatchObject({
      state: { kind: 'closed-by-record', record: { offset: 4 } },
      counted: 3,
      late: 1,
    })
    // The window at 5 minutes before was closed by that record too, that at 5 minutes after is none of its.
    expect(missedBySeconds(partitions[0])).toEqual(['0: counted', '2: counted', '3: counted', '5: late -300 0'])
  })

  it('leaves out what was there before a group that began at the end (--from latest)', async () => {
    await append('later', [{ at: 1 }, { at: 2 }])
    await untilEnd('latest', 'later', '--from', 'latest')
    await append('later', [{ at: 3 }, { at: 8 }])
    await untilEnd('latest', 'later')
    const answer = await jsonOf('latest', 'later', 0)
    expect(answer.partitions).toMatchObject([{ counted: 2, late: 0, doubts: [{ kind: 'incomplete' }] }])
    expect(missedBySeconds(answer.partitions[0])).toEqual(['2: counted', '3: counted'])
  })

  it('says that the group has committed nothing of a partition that was empty', async () => {
    const partition = partitionOf(Buffer.from('a'), 4)
    await append('unread', [{ at: 1, partition: (partition + 1) % 4, tenant: 'b' }], 4)
    await untilEnd('unread-storage', 'unread')
    await append('unread', [{ at: 1, partition }], 4)
    const text = await textOf('unread-storage', 'unread', 0)
    expect(text).toContain('0 = 0 counted + 0 late\nno such event among all that the group has committed, and none of')
    expect(text).toContain(
      `\npartition ${partition}: the group has committed nothing of it yet\n  not looked at: all of it,`,
    )
  })
})
