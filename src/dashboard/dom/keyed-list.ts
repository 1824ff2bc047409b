/**
 * Shows a list of items as the children of `parent`, one element each: who is listed already keeps his element, which is moved only where the
 * order changed, and no element is made anew for what only changes its numbers. `make` builds one and returns what updates it.
 */
export const keyedList = <Item, E extends HTMLElement>(
  parent: HTMLElement,
  keyOf: (item: Item) => string,
  make: (item: Item) => Shown<Item, E>,
): ((items: readonly Item[]) => void) => {
  let shown = new Map<string, Shown<Item, E>>()
  return (items) => {
    const next = new Map<string, Shown<Item, E>>()
    for (const item of items) {
      const key = keyOf(item)
      const known = shown.get(key) ?? make(item)
      known.update(item)
      next.set(key, known)
    }
    for (const [key, { element }] of shown) if (!next.has(key)) element.remove()
    let place = parent.firstElementChild
    for (const { element } of next.values()) {
      if (element === place) place = place.nextElementSibling
      else parent.insertBefore(element, place)
    }
    shown = next
  }
}

export interface Shown<Item, E extends HTMLElement = HTMLElement> {
  readonly element: E
  readonly update: (item: Item) => void
}
