import fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import type { Decoder } from 'io-ts'
import { describe, expect, it } from 'vitest'
import { DurationMs, IntervalMs, RetentionMs, WindowMs } from '../../src/config/durations.ts'
import { LogUrl } from '../../src/config/log-url.ts'
import { GroupName, LogLevel, SourceTopicName, TopicName } from '../../src/config/names.ts'
import { MostShare, PerSecond, Share, wholeNumber } from '../../src/config/numbers.ts'
import { IsoTimeMs, Path } from '../../src/config/paths-and-times.ts'

const REFUSED = 'refused'
const read = (codec: Decoder<string, unknown>, text: string): unknown => {
  const decoded = codec.decode(text)
  return isRight(decoded) ? decoded.right : REFUSED
}

const CODECS: readonly Decoder<string, unknown>[] = [
  DurationMs,
  IntervalMs,
  RetentionMs,
  WindowMs,
  LogUrl,
  TopicName,
  GroupName,
  SourceTopicName,
  LogLevel,
  Share,
  MostShare,
  PerSecond,
  wholeNumber(0),
  IsoTimeMs,
  Path,
]

describe.each([
  [
    'a duration',
    DurationMs,
    '500ms 500 | 2s 2000 | 5m 300000 | 24h 86400000 | 0s 0 | 0.3m 18000 | 1.5s 1500 | 1.001s 1001',
  ],
  ['an interval', IntervalMs, '1ms 1 | 576h 2073600000'],
  ['a retention', RetentionMs, '1ms 1 | 12h 43200000 | 30d 2592000000'],
  ['a window', WindowMs, '1ms 1 | 1.5s 1500 | 8784h 31622400000'],
  ['a share', Share, '5% 0.05 | 0% 0 | 100% 1 | 0.1% 0.001 | 0.7% 0.007 | 29% 0.29'],
  ['a share that may be', MostShare, '50% 0.5 | 0.5% 0.005 | 0% 0 | 100% 1 | off 1'],
  ['a rate', PerSecond, '0 0 | 0.5 0.5 | 10000000 10000000'],
  ['a whole number', wholeNumber(1, 10), '1 1 | 10 10 | 007 7'],
  [
    'a time',
    IsoTimeMs,
    '1970-01-01T00:00Z 0 | 2026-01-31T12:00:00.5+01:00 1769857200500 | 2024-02-29T00:00:00Z 1709164800000',
  ],
] as const)('%s', (_, codec, cases) => {
  it.each(cases.split(' | ').map((one) => one.split(' ') as [string, string]))('reads %s as %s', (text, value) => {
    expect(read(codec, text)).toBe(Number(value))
  })
})

describe.each([
  [
    'a duration',
    DurationMs,
    ['', '2', 's', '2 s', '-1s', '1e3s', '2S', '0.5ms', '1d', '99999999999999h', '٢s', '2s\n'],
  ],
  ['an interval', IntervalMs, ['0s', '577h']],
  ['a retention', RetentionMs, ['0s', '0d', '1.5d', '-1', '1w', '1000000d', 'Unlimited', 'off']],
  ['a window', WindowMs, ['0s', '0.5ms', '8785h', '-1s', '10']],
  ['a share', Share, ['5', '0.05', '101%', '100.1%', '-1%', '%', 'NaN%', '5 %', '1e1%']],
  ['a share that may be', MostShare, ['on', 'OFF', '50', '101%', '-1%', 'off%', '']],
  ['a rate', PerSecond, ['-1', '10000001', 'Infinity', '', '1/s', '0x10']],
  ['a whole number', wholeNumber(1, 10), ['0', '11', '1.5', '', ' 1', '1e0', '9007199254740993']],
  [
    'a time',
    IsoTimeMs,
    ['2026-01-31', '2026-01-31T12:00', '2026-02-30T00:00:00Z', '1969-12-31T23:59Z', '2026-01-31T25:00Z', 'now'],
  ],
  [
    'a log',
    LogUrl,
    [
      '',
      'lmdb:',
      'lmdb://x',
      'lmdb:a\0b',
      'storage/log',
      'kafka:h:1',
      'kafka://',
      'kafka://h',
      'kafka://h:0',
      'kafka://h:65536',
      'kafka://h:1,',
      'kafka://h:1,i',
      'kafka://h:1/',
      'kafka://u@h:1',
      'kafka://[::1]:1',
      'KAFKA://h:1',
    ],
  ],
  ['a topic', TopicName, ['', '.', '..', 'a b', 'ä', 'a/b', 'x'.repeat(250)]],
  ['a topic of events', SourceTopicName, ['x'.repeat(238)]],
  ['a level', LogLevel, ['', 'INFO', 'toString']],
  ['a path', Path, ['', 'a\0b']],
] as const)('%s', (_, codec, texts) => {
  it.each(texts)('is not %j', (text) => {
    expect(read(codec, text)).toBe(REFUSED)
  })
})

describe('a log', () => {
  it('is a path or brokers', () => {
    expect(read(LogUrl, 'lmdb:/var/log/a b')).toEqual({ kind: 'lmdb', path: '/var/log/a b' })
    expect(read(LogUrl, 'kafka://a.b-c:9092,127.0.0.1:1')).toEqual({
      kind: 'kafka',
      brokers: ['a.b-c:9092', '127.0.0.1:1'],
    })
  })
})

it('a retention may have no end', () => {
  expect(read(RetentionMs, 'unlimited')).toBe('unlimited')
})

describe('every codec', () => {
  it('says what it expects in words, and takes any text without throwing', () => {
    for (const codec of CODECS) expect(codec.name).toMatch(/^(a|an|one of) /)
    fc.assert(
      fc.property(fc.constantFrom(...CODECS), fc.string({ unit: 'binary', maxLength: 300 }), (codec, text) => {
        read(codec, text)
      }),
    )
  })

  it('reads back a duration of any unit', () => {
    const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.constantFrom(...(Object.keys(units) as (keyof typeof units)[])), (n, unit) => {
        expect(read(DurationMs, `${n}${unit}`)).toBe(n * units[unit])
      }),
    )
  })
})
