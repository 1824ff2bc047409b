/** The element with this id, which page.html has. */
export const byId = <E extends HTMLElement = HTMLElement>(id: string): E => {
  const element = document.getElementById(id)
  if (element === null) throw new Error(`the page has no #${id}`)
  return element as E
}

/** The first element within `root` that a selector means. */
export const within = <E extends HTMLElement = HTMLElement>(root: ParentNode, selector: string): E => {
  const element = root.querySelector<E>(selector)
  if (element === null) throw new Error(`the page has no ${selector}`)
  return element
}
