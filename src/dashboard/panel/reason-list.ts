import { keyedList, type Shown } from '../dom/keyed-list.ts'
import { make } from '../dom/make.ts'
import { putData, putText } from '../dom/put.ts'
import type { Tone } from '../model/value.ts'

export interface ListedReason {
  readonly key: string
  readonly headline: string
  readonly explanation: string
  readonly tone: Tone
}

/** A list of statements, each with a line in bold and a sentence that explains it. */
export const reasonList = (list: HTMLElement): ((reasons: readonly ListedReason[]) => void) =>
  keyedList(list, ({ key }: ListedReason) => key, newReason)

const newReason = ({ key }: ListedReason): Shown<ListedReason> => {
  const [headline, explanation] = [make('strong'), make('p')]
  const element = make('li', '', headline, explanation)
  element.dataset.key = key
  return {
    element,
    update: (reason) => {
      putText(headline, reason.headline)
      putText(explanation, reason.explanation)
      putData(element, 'tone', reason.tone)
    },
  }
}
