import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { encodeSettled } from '../../src/dead-letter/settled-letters.ts'
import type { Header } from '../../src/log/record-batch.ts'
import { eventJson } from '../support/events.ts'
import { runCommand } from '../support/run-command.ts'
import { dlqFolder, outgoingLetter } from './dlq-folder.ts'

const { at, append, dlq, ok, jsonOf, refusal } = dlqFolder()

const EVIL = '\u001b[31m\n\u202e'
const header = (key: string, value: string): Header => ({ key, value: Buffer.from(value) })
/** As 0.1 wrote them. */
const VERSION_1 = [
  header('tideline.v', '1'),
  header('tideline.reason', 'bad_json'),
  header('tideline.errors', '[]'),
  header('__connect.errors.topic', 'events'),
  header('__connect.errors.partition', '1'),
  header('__connect.errors.offset', '7'),
]
const HOSTILE = [
  header('tideline.reason', 'schema'),
  header('tideline.errors', '[null,5,{"path":{},"expected":[]},{"path":"$.a","expected":"b\\u001b[2J"}]'),
  header('__connect.errors.topic', EVIL),
  header('__connect.errors.partition', '0'),
  header('__connect.errors.offset', '1'),
  header('tideline.tenant', EVIL.repeat(1_000)),
  header('__proto__', EVIL),
]
const HOUR_MS = 3_600_000
const places = (letters: readonly { place: string }[]) => letters.map(({ place }) => place)

describe('dlq', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    await append('log', 'events', [
      { partition: 1, key: null, value: Buffer.from(eventJson(Date.now())), headers: [], timestampMs: Date.now() },
      { partition: 1, key: null, value: Buffer.from('{'), headers: [], timestampMs: Date.now() },
    ])
    await append('log', 'events_dlq', [
      outgoingLetter({}, { timestampMs: Date.now() - 3 * HOUR_MS }), // 0:0
      outgoingLetter({ reason: 'bad_json', errors: [], group: 'clicks' }, { value: Buffer.from([0xff, 0x00]) }), // 0:1
      outgoingLetter({ errors: [{ path: '$.tenant_id', expected: 'a string' }] }), // 0:2
      { ...outgoingLetter(), partition: 1, headers: VERSION_1, value: null, key: null }, // 1:0
      { ...outgoingLetter(), partition: 1, headers: [header('trace', 'a')] }, // 1:1
      { ...outgoingLetter(), partition: 1, headers: HOSTILE, value: Buffer.from(EVIL) }, // 1:2
    ])
    await append('log', 'events_dlq_settled', [
      settledRecord(0, { group: 'tideline', sequence: 1, redriven: [[0, 0]], parked: [] }),
      settledRecord(1, { group: 'tideline', sequence: 1, redriven: [], parked: [[0, 0]] }),
    ])
  })

  const settledRecord = (partition: number, settled: Parameters<typeof encodeSettled>[0]) => ({
    ...{ partition, key: null, value: encodeSettled(settled), headers: [], timestampMs: Date.now() },
  })

  describe('ls', () => {
    it('lists each letter as a line, whoever wrote it', async () => {
      const lines = (await ok('log', 'ls')).trimEnd().split('\n')
      expect(lines.map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
        ['0:0', 'events 2:1041'],
        ['0:1', 'events 2:1041'],
        ['0:2', 'events 2:1041'],
        ['1:0', 'events 1:7'],
        ['1:1', '?'],
        ['1:2', '·[31m·· 0:1'],
      ])
      expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
      expect(lines[5]).toContain('$.a: expected b·[2J')
    })

    it('lists them as JSON, with the members that it always had', async () => {
      const [letter, ...others] = await jsonOf('log', 'ls', '--json')
      expect(letter).toMatchObject({
        place: '0:0',
        source_topic: 'events',
        partition: 2,
        offset: 1041,
        reason: 'schema',
        errors: [{ path: '$.timestamp' }],
        value: Buffer.from('{"tenant_id":"acme"}').toString('base64'),
        headers: { 'tideline.reason': 'schema' },
      })
      expect(Date.now() - Date.parse(letter.appended_at)).toBeGreaterThan(2 * HOUR_MS)
      expect(others[2]).toMatchObject({ place: '1:0', partition: 1, offset: 7, reason: 'bad_json', value: null })
      expect(others[3]).not.toHaveProperty('reason')
      expect(others[4].errors).toEqual([{ path: '$.a', expected: 'b\u001b[2J' }])
    })

    it.each([
      ['--reason schema', ['0:0', '0:2', '1:2']],
      ['--reason bad_json,empty', ['0:1', '1:0']],
      ['--path $.timestamp', ['0:0']],
      ['--path $.tenant_id --reason schema', ['0:2']],
      ['--since 1h --max 2', ['0:1', '0:2']],
      ['--since 1970-01-01T00:00Z --max 1', ['0:0']],
      ['--group clicks', ['0:1', '1:0', '1:1', '1:2']],
      ['--tenant nobody', []],
    ])('%s', async (args, expected) => {
      expect(places(await jsonOf('log', 'ls', '--json', ...args.split(' ')))).toEqual(expected)
    })
  })

  describe('show', () => {
    it('shows a letter whole, and what today says of it', async () => {
      const text = await ok('log', 'show', '0:1')
      expect(text).toContain('dead letter 0:1 of events_dlq\n')
      expect(text).toContain('events 2:1041, group clicks\n')
      expect(text).toContain('\n  sent back now  would be a dead letter: invalid_utf8\n')
      expect(text).toContain('  tideline.reason: bad_json\n')
      expect(text).toMatch(/value: 2 bytes\n {2}00000000 {2}ff 00 .*\.\.\n$/)
    })

    it('shows whatever is there', async () => {
      expect(await ok('log', 'show', '1:0')).toContain('key: null\n\nvalue: null\n')
      expect(await ok('log', 'show', '1:1')).toContain('not known: it has no headers of ours\n')
      const hostile = await ok('log', 'show', '1:2')
      expect(hostile.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
      expect(hostile).toContain('  __proto__: ·[31m··\n')
    })

    it("writes the value's bytes alone with --raw", async () => {
      const { stdout } = await rawOf('0:1')
      expect(stdout).toEqual(Buffer.from([0xff, 0x00]))
      expect((await rawOf('1:0')).stdout).toHaveLength(0)
    })

    it('shows a record of the topic of events with --source', async () => {
      expect(await ok('log', 'show', '1:0', '--source')).toMatch(
        /^record 1:0 of events\n[\s\S]+read now +would pass: tenant "a", type "view"/,
      )
      expect(await ok('log', 'show', '--source', '1:1')).toContain('would be a dead letter: bad_json\n')
      expect(await ok('log', 'show', '1:0', '--source', '--events-topic', 'events_dlq')).toContain(
        'would be a dead letter: empty\n',
      )
    })

    it('judges an event by --max-future', async () => {
      const value = Buffer.from(eventJson(Date.now() + HOUR_MS))
      await append('future', 'events_dlq', [outgoingLetter({ reason: 'future_timestamp', errors: [] }, { value })])
      expect(await ok('future', 'show', '0:0')).toContain('would be a dead letter')
      expect(await ok('future', 'show', '0:0', '--max-future', '2h')).toContain('would pass: tenant "a"')
    })

    it('says in one line that there is no such record', async () => {
      expect(await refusal('log', 'show', '2:0')).toEqual({
        code: 1,
        line: 'there is no partition 2 in the topic events_dlq, which has 2, numbered from 0',
      })
      expect(await refusal('log', 'show', '0:3')).toEqual({
        code: 1,
        line: 'there is no record 0:3 yet: partition 0 of events_dlq ends with offset 2',
      })
      expect((await refusal('log', 'show', '0:0', '--source')).line).toContain('partition 0 of events holds nothing')
      expect(await refusal('log', 'show', '0')).toEqual({
        code: 2,
        line:
          'PARTITION:OFFSET: "0" is not a place such as 0:17, a partition and an offset in it\n' +
          'npm run dlq -- show --help lists the flags.',
      })
    })

    const rawOf = (place: string) => {
      const args = ['--import', 'tsx', 'src/cli/dlq.ts', 'show', place, '--raw', '--log', `lmdb:${at('log')}`]
      return promisify(execFile)(process.execPath, args, { encoding: 'buffer' })
    }
  })

  describe('stats', () => {
    it('counts by reason, field and time, and what the ledger has settled', async () => {
      const [numbers] = await jsonOf('log', 'stats', '--json')
      expect(numbers).toMatchObject({
        letters: 6,
        unresolved: 4,
        redriven: 1,
        parked: 1,
        settled: 0,
        topic: 'events_dlq',
      })
      expect(numbers.oldest_unresolved.place).toBe('0:1')
      expect(
        numbers.by_reason.map(({ reason, letters }: { reason: string; letters: number }) => [reason, letters]),
      ).toEqual([
        ['schema', 3],
        ['bad_json', 2],
        [null, 1],
      ])
      expect(numbers.bucket_seconds).toBe(300)
      expect(await ok('log', 'stats')).toMatch(
        /^6 dead letters in events_dlq: 4 unresolved, 1 redriven, 1 parked\nthe oldest unresolved: 0:1, [\s\S]+\n {2}schema +3 +2\n/,
      )
    })

    it('counts what the filters let through', async () => {
      expect((await jsonOf('log', 'stats', '--json', '--reason', 'bad_json'))[0]).toMatchObject({
        letters: 2,
        unresolved: 1,
        parked: 1,
      })
      expect(await ok('log', 'stats', '--reason', 'too_deep')).toBe(
        'no dead letters in events_dlq, or none that the filters let through\n',
      )
    })

    it('counts 10,000 letters of 10,000 tenants, where nothing was ever redriven', async () => {
      const letters = Array.from({ length: 10_000 }, (_, i) =>
        outgoingLetter({ tenant: `tenant-${i}`, offset: i }, { partition: i % 2 }),
      )
      await append('many', 'events_dlq', letters)
      const [numbers] = await jsonOf('many', 'stats', '--json')
      expect(numbers).toMatchObject({ letters: 10_000, unresolved: 10_000, redriven: 0 })
      expect((await ok('many', 'stats')).split('\n').length).toBeLessThan(80)
      expect(await jsonOf('many', 'ls', '--json')).toHaveLength(10_000)
    })
  })

  it.each([
    'ls',
    'show',
    'stats',
  ])('%s has a help with an example, and refuses a log that is not there', async (name) => {
    const help = await ok('never', name, '--help')
    expect(help).toMatch(new RegExp(`\n\nExample:\n {2}npm run dlq -- ${name} .+\n$`))
    const place = name === 'show' ? ['0:0'] : []
    const { code, line } = await refusal('never', name, ...place)
    expect([code, line]).toEqual([1, `there is no log in ${at('never')}: is --log the one of the pipeline?`])
    expect(existsSync(at('never'))).toBe(false)
    const none = await refusal('log', name, ...place, '--topic', 'none_dlq')
    expect(none).toEqual({
      code: 1,
      line: 'there is no topic none_dlq in this log: has the pipeline run, and with this --topic?',
    })
  })

  it('lists its commands', async () => {
    const { stdout } = await runCommand('dlq', '--help')
    for (const name of ['ls', 'show', 'stats']) expect(stdout).toMatch(new RegExp(`^ {2}${name} +[A-Z].+\\.$`, 'm'))
    expect((await dlq('log', 'frob')).stderr).toContain('"frob" is not a command of dlq, which are: ls, show, stats')
  })
})
