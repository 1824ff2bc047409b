import type { Values } from '../model/value.ts'
import { putValue } from './put.ts'

/** Shows values in the places of `root` that page.html names with `data-field`. */
export const valuesIn = (root: HTMLElement): ((values: Values) => void) => {
  const places = new Map(
    [...root.querySelectorAll<HTMLElement>('[data-field]')].map((element) => [element.dataset.field!, element]),
  )
  return (values) => {
    for (const [name, value] of Object.entries(values)) {
      const place = places.get(name)
      if (place === undefined) throw new Error(`the page has no place for ${name}`)
      putValue(place, value)
    }
  }
}
