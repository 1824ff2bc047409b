/** Names of headers are few: ours, Connect's, a producer's. Whoever makes up more has them encoded each time. */
const MOST_NAMES = 1_000

const known = new Map<string, Buffer>()

/** A header's name in UTF-8, as it is written; made once: a dead letter has some 20, and their names were half of what it cost to write. */
export const headerNameBytes = (name: string): Buffer => {
  const before = known.get(name)
  if (before !== undefined) return before
  const bytes = Buffer.from(name)
  if (known.size < MOST_NAMES) known.set(name, bytes)
  return bytes
}
