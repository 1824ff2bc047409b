/** The page's colours as a canvas needs them: resolved. Kept until the theme changes, since asking lays out the page. */
const known = new Map<string, string>()
let probe: HTMLElement | null = null

/** The colour of a custom property, such as `--accent`. */
export const colour = (property: string): string => {
  const before = known.get(property)
  if (before !== undefined) return before
  if (probe === null) {
    probe = document.createElement('i')
    probe.hidden = true
    document.body.append(probe)
  }
  probe.style.color = `var(${property})`
  const resolved = getComputedStyle(probe).color
  known.set(property, resolved)
  return resolved
}

export const forgetColours = (): void => known.clear()
