import type { StatusView } from '../../live/status-view.ts'
import { deadLetterCount } from '../../summary.ts'
import { letterRatesText } from '../letter-rates-text.ts'
import { grouped } from '../progress.ts'
import { spanText } from './amounts.ts'
import { gridLines } from './grid.ts'
import { line, piece } from './line.ts'
import type { Section } from './section.ts'
import { shownName, shownText } from './shown-text.ts'

const MOST_TENANT = 20

/** Dead letters by reason, the last minute's rate, and the last ones with their places. */
export const letterSection = ({ deadLetters, atMs }: StatusView): Section => {
  const { byReason, rates, last } = deadLetters
  const rate = letterRatesText(rates)
  const reasons = Object.entries(byReason)
    .filter(([, n]) => n > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, n]) => `${shownText(reason, 20)} ${grouped(n)}`)
  return {
    heading: [
      piece('DEAD LETTERS', 'bold'),
      piece(` ${grouped(deadLetterCount({ deadLetters: byReason }))}`),
      piece(rate === null ? '' : ` (${shownText(rate, 120)})`, 'warn'),
      piece(reasons.length === 0 ? '' : `  ${reasons.join(', ')}`),
    ],
    lines:
      last.length === 0
        ? [line('  none yet', 'dim')]
        : gridLines(
            [
              { title: 'ago', isNumber: true },
              { title: 'place', isNumber: false },
              { title: 'reason', isNumber: false },
              { title: 'tenant', isNumber: false, most: MOST_TENANT },
              { title: 'what was wrong', isNumber: false },
            ],
            last.map((letter) => [
              { text: spanText(atMs - letter.atMs) },
              { text: `${shownText(letter.topic, 40)} ${letter.partition}:${letter.offset}` },
              { text: shownText(letter.reason, 20) },
              { text: letter.tenant === null ? '?' : shownName(letter.tenant) },
              { text: shownText(letter.error, 200) },
            ]),
          ),
  }
}
