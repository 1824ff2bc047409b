import type { ListedDeadLetter } from '../dead-letter/listed-dead-letter.ts'
import { plainText } from './plain-text.ts'

/** `2:1041  schema  $.timestamp: expected a finite number of unix seconds, not below 0  {"tenant_id":"a", ...` */
export const letterLine = ({ partition, offset, reason, errors = [], value }: ListedDeadLetter): string => {
  const where = `${partition ?? '?'}:${offset ?? '?'}`
  const wrong = errors.map(({ path, expected }) => `${path}: expected ${expected}`).join('; ')
  const start = plainText(value === null ? 'null' : Buffer.from(value, 'base64').toString('utf8'), 80)
  return `${where.padEnd(12)}  ${(reason ?? 'unknown').padEnd(16)}  ${wrong === '' ? '' : `${plainText(wrong, 200)}  `}${start}`
}
