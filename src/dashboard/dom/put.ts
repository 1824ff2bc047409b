import type { Value } from '../model/value.ts'

/**
 * Puts a text into an element that holds nothing else. Text is text, whatever is in it; nothing is touched where nothing changed, since a
 * browser lays out again what was touched.
 */
export const putText = (element: Element, text: string): void => {
  const node = element.firstChild as Text | null
  if (node === null) element.append(text)
  else if (node.data !== text) node.data = text
}

/** Puts a value: its text, its number for those who read numbers off the page, its tone and its hint. */
export const putValue = (element: HTMLElement, value: Value): void => {
  putText(element, value.text)
  putData(element, 'value', value.value == null ? undefined : String(value.value))
  putData(element, 'tone', value.tone)
  if (value.hint !== undefined && element.title !== value.hint) element.title = value.hint
}

export const putData = (element: HTMLElement, name: string, value: string | undefined): void => {
  if (element.dataset[name] === value) return
  if (value === undefined) delete element.dataset[name]
  else element.dataset[name] = value
}

export const putAttribute = (element: Element, name: string, value: string): void => {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}
