import { isDeepStrictEqual } from 'node:util'
import { errorText } from '../../dead-letter/error-text.ts'
import type { Origin } from '../../dead-letter/headers.ts'
import type { Letter } from '../../dead-letter/read-letters.ts'
import type { DecodeFailure } from '../../decode/decode-failure.ts'
import type { Event } from '../../event/event.ts'
import { plainText } from '../plain-text.ts'
import { grouped } from '../progress.ts'
import { recordTimeText, timeText } from '../time-text.ts'
import { bytesLine, bytesLines } from './bytes-lines.ts'
import { sourceText } from './letter-line.ts'

/** What today's code says of a record. */
export type Judgement =
  | { readonly kind: 'event'; readonly event: Event }
  | { readonly kind: 'failure'; readonly failure: DecodeFailure }
  /** Only the beginning of its value is there. */
  | { readonly kind: 'cut' }

type Field = readonly [name: string, ...lines: string[]]

/** All that a dead letter says, for people. */
export const letterText = (letter: Letter, judgement: Judgement): string => {
  const { origin } = letter
  const fields: Field[] = [
    ['written', recordTimeText(letter.appendedMs)],
    ...(origin === null ? [['from', 'not known: it has no headers of ours'] as const] : originFields(origin)),
    ['sent back now', ...judgementLines(judgement, origin)],
  ]
  return [`dead letter ${placeText(letter)}`, ...fieldLines(fields), ...contentLines(letter)].join('\n')
}

/** A record of the topic of events in the same words: what it is, and what today's code makes of it. */
export const recordText = (record: Letter, judgement: Judgement): string => {
  const fields: Field[] = [
    ['record time', recordTimeText(record.appendedMs)],
    ['read now', ...judgementLines(judgement, null)],
  ]
  return [`record ${placeText(record)}`, ...fieldLines(fields), ...contentLines(record)].join('\n')
}

const placeText = ({ topic, partition, offset }: Letter): string => `${partition}:${offset} of ${topic}`

const originFields = (origin: Origin): Field[] => {
  const { reason, errors, group, tenant, timestampMs, firstFailedAtMs, attempt = 1, build } = origin
  const first = firstFailedAtMs === undefined ? '' : `, failed for the first time ${recordTimeText(firstFailedAtMs)}`
  return [
    ['from', `${sourceText(origin)}${group === undefined ? '' : `, group ${plainText(group, 249)}`}`],
    ...(timestampMs === undefined ? [] : [['record time', recordTimeText(timestampMs)] as const]),
    ['reason', reason],
    ...(errors.length === 0 ? [] : [['errors', ...errors.map((error) => plainText(errorText(error), 1_000))] as const]),
    ...(tenant === undefined ? [] : [['tenant', `"${plainText(tenant, 256)}"`] as const]),
    ['attempt', `${attempt}${first}`],
    ...(build === undefined ? [] : [['build', plainText(build, 100)] as const]),
    ...wholeFields(origin),
  ]
}

const wholeFields = ({ valueBytes, sha256, truncated, partition, offset }: Origin): Field[] => [
  ...(valueBytes === undefined && sha256 === undefined
    ? []
    : [
        [
          'whole value',
          [
            ...(valueBytes === undefined ? [] : [`${grouped(valueBytes)} bytes`]),
            ...(sha256 === undefined ? [] : [`sha256 ${plainText(sha256, 64)}`]),
          ].join(', '),
        ] as const,
      ]),
  ...(truncated
    ? [['cut', `the source may still have all of it: npm run dlq -- show ${partition}:${offset} --source`] as const]
    : []),
]

const judgementLines = (judgement: Judgement, origin: Origin | null): readonly string[] => {
  switch (judgement.kind) {
    case 'cut':
      return ['cannot be said: the letter has only the beginning of the value']
    case 'event': {
      const { tenant, type, timeMs } = judgement.event
      const killed = origin?.reason === 'crash_suspect' ? '; but it killed the process (R7)' : ''
      return [
        `would pass: tenant "${plainText(tenant, 256)}", type "${plainText(type, 256)}", event time ${timeText(timeMs)}${killed}`,
      ]
    }
    case 'failure': {
      const { reason, errors } = judgement.failure
      if (origin !== null && isDeepStrictEqual({ reason, errors }, { reason: origin.reason, errors: origin.errors }))
        return ['would be a dead letter again, for the same reason']
      return [`would be a dead letter: ${reason}`, ...errors.map((error) => plainText(errorText(error), 1_000))]
    }
  }
}

const NAME_WIDTH = 13

const fieldLines = (fields: readonly Field[]): readonly string[] =>
  fields.flatMap(([name, ...lines]) => lines.map((line, i) => `  ${(i === 0 ? name : '').padEnd(NAME_WIDTH)}  ${line}`))

const contentLines = ({ headers, key, value }: Letter): readonly string[] => [
  '',
  `headers: ${headers.length}`,
  ...headers.map(
    (header) => `  ${plainText(header.key, 256)}: ${header.value === null ? 'null' : bytesLine(header.value)}`,
  ),
  ...blockLines('key', key),
  ...blockLines('value', value),
]

const blockLines = (name: string, bytes: Buffer | null): readonly string[] =>
  bytes === null
    ? ['', `${name}: null`]
    : [
        '',
        `${name}: ${grouped(bytes.length)} ${bytes.length === 1 ? 'byte' : 'bytes'}`,
        ...(bytes.length === 0 ? [] : bytesLines(bytes).map((line) => `  ${line}`)),
      ]
