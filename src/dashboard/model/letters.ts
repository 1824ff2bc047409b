import type { DeadLettersView, LetterView, PipelineView } from '../../live/status-view.ts'
import { letterCommand } from './letter-command.ts'
import { nameText } from './names.ts'
import { count, grouped, rate, share } from './numbers.ts'
import { nameCell, numberCell, type Row, wordsCell } from './row.ts'
import { ago } from './spans.ts'
import { type Clock, timeText } from './times.ts'
import { type Values, words } from './value.ts'

const MOST_TENANTS = 8

export const letters = ({ byReason, rates }: DeadLettersView): Values => ({
  letters: count(lettersIn(byReason)),
  'letters-per-second': rate(rates.perSecond),
})

/** By reason, the most first. */
export const reasonRows = ({ byReason }: DeadLettersView): readonly Row[] => {
  const all = lettersIn(byReason)
  return Object.entries(byReason)
    .filter(([, n]) => n > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, n]) => ({
      key: reason,
      cells: [wordsCell('reason', words(reason)), numberCell('letters', count(n)), numberCell('share', share(n, all))],
    }))
}

/** Whose they are, the worst first. */
export const letterTenantRows = ({ rates }: DeadLettersView): readonly Row[] =>
  rates.tenants.slice(0, MOST_TENANTS).map(({ tenant, perSecond }) => ({
    key: tenant === null ? '' : `tenant ${tenant}`,
    cells: [
      tenant === null
        ? wordsCell('tenant', words('not readable', 'quiet'))
        : nameCell('tenant', nameText(tenant), tenant),
      numberCell('per-second', rate(perSecond)),
    ],
  }))

export interface ShownLetter {
  readonly key: string
  readonly when: string
  readonly ago: string
  readonly reason: string
  readonly tenant: string | null
  readonly error: string
  readonly place: string
  readonly command: string
}

export const shownLetter = (letter: LetterView, pipeline: PipelineView, clock: Clock): ShownLetter => {
  const { topic, partition, offset, atMs, reason, tenant, error } = letter
  return {
    key: `${topic} ${partition}:${offset}`,
    when: timeText(atMs, clock),
    ago: ago(atMs, clock.nowMs).text,
    reason,
    tenant: tenant === null ? null : nameText(tenant),
    error,
    place: `${topic}, partition ${partition}, offset ${grouped(offset)}`,
    command: letterCommand(letter, pipeline),
  }
}

const lettersIn = (byReason: DeadLettersView['byReason']): number =>
  Object.values(byReason).reduce((sum, n) => sum + n, 0)
