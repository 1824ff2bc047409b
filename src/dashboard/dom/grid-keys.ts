/**
 * Makes a table a grid for the keyboard: one of its cells is in the tab order, arrow keys, Home, End, Page Up and Page Down move from it, with
 * Ctrl to the corners. `open` is called for Enter and Space, with the row.
 */
export const gridKeys = (body: HTMLElement, open: (row: HTMLElement) => void): void => {
  body.closest('table')?.setAttribute('role', 'grid')
  body.addEventListener('focusin', ({ target }) => {
    for (const cell of body.querySelectorAll<HTMLElement>('[tabindex="0"]')) cell.tabIndex = -1
    ;(target as HTMLElement).tabIndex = 0
  })
  body.addEventListener('keydown', (event) => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>('th, td')
    const row = cell?.parentElement
    if (cell == null || row == null) return
    if (event.key === 'Enter' || event.key === ' ') open(row)
    else if (!move(body, row, cell, event)) return
    event.preventDefault()
  })
}

/** Keeps one cell in the tab order, whichever rows came and went. */
export const keepTabStop = (body: HTMLElement): void => {
  if (body.querySelector('[tabindex="0"]') !== null) return
  const first = body.querySelector<HTMLElement>('th')
  if (first !== null) first.tabIndex = 0
}

const PAGE = 10

const move = (body: HTMLElement, row: HTMLElement, cell: HTMLElement, { key, ctrlKey }: KeyboardEvent): boolean => {
  const [rows, cells] = [[...body.children], [...row.children]]
  const [y, x] = [rows.indexOf(row), cells.indexOf(cell)]
  const [lastY, lastX] = [rows.length - 1, cells.length - 1]
  const to: Readonly<Record<string, readonly [number, number]>> = {
    ArrowUp: [y - 1, x],
    ArrowDown: [y + 1, x],
    ArrowLeft: [y, x - 1],
    ArrowRight: [y, x + 1],
    Home: [ctrlKey ? 0 : y, 0],
    End: [ctrlKey ? lastY : y, lastX],
    PageUp: [y - PAGE, x],
    PageDown: [y + PAGE, x],
  }
  const place = to[key]
  if (place === undefined) return false
  const target = rows[between(0, place[0], lastY)]?.children[between(0, place[1], lastX)] as HTMLElement | undefined
  target?.focus()
  return true
}

const between = (least: number, n: number, most: number): number => Math.max(least, Math.min(n, most))
