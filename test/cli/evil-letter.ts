import { letterWith, originWith } from '../dead-letter/letters.ts'

export const EVIL = '\u001b[31m\n\u202e'
export const HINTED = {
  path: '$.timestamp',
  expected: 'a finite number of unix seconds, not below 0',
  hint: 'it looks like milliseconds',
}
/** Whatever a record may say, said by an evil one. */
export const evilLetter = letterWith({
  origin: originWith({
    topic: EVIL,
    tenant: EVIL,
    group: EVIL,
    build: EVIL,
    sha256: EVIL,
    valueBytes: 5,
    errors: [{ path: EVIL, expected: EVIL, hint: EVIL }],
  }),
  key: Buffer.from(EVIL),
  value: Buffer.from(EVIL),
  headers: [
    { key: EVIL, value: Buffer.from(EVIL) },
    { key: EVIL, value: null },
  ],
})
export const isHarmless = (text: string) => !/[\p{Cc}\p{Bidi_Control}]/u.test(text.replaceAll('\n', ''))
