/** Of each kind: more are seldom in use at a time. */
const MOST = 256

/**
 * Makes a thing once, and gives the same one where it is asked for again. Keeps 256 at most: one more, and all are forgotten, so that a
 * flood of different ones costs what it would without.
 */
export const remembered = <Of, Made>(make: (of: Of) => Made): ((of: Of) => Made) => {
  const known = new Map<Of, Made>()
  return (of) => {
    const before = known.get(of)
    if (before !== undefined) return before
    if (known.size === MOST) known.clear()
    const made = make(of)
    known.set(of, made)
    return made
  }
}
