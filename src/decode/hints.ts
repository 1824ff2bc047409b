/** The names of the codecs in event/event.ts whose fields a hint is known for. */
const FIELDS: Readonly<Record<string, Field>> = {
  TenantId: { name: 'tenant_id', aliases: ['tenant'], hint: (given) => nameHint(given) },
  EventType: { name: 'event_type', aliases: ['type'], hint: (given) => nameHint(given) },
  Timestamp: { name: 'timestamp', aliases: ['ts', 'time'], hint: (given) => timestampHint(given) },
  SessionId: { name: 'session_id', aliases: [], hint: (given) => (given === null ? LEAVE_OUT : nameHint(given)) },
  UnknownRecord: { name: 'payload', aliases: [], hint: (given) => (given === null ? LEAVE_OUT : objectHint(given)) },
}

interface Field {
  readonly name: string
  /** What producers call it, other than by its name in another spelling. */
  readonly aliases: readonly string[]
  readonly hint: (given: unknown) => string | undefined
}

const LEAVE_OUT = 'null: leave it out'

/**
 * What may have gone wrong with a field, by its codec, what is there in its place (undefined: nothing) and the whole record. Says nothing of the
 * record but how it spells a name of the schema.
 */
export const fieldHint = (codec: string, given: unknown, root: unknown): string | undefined => {
  const field = FIELDS[codec]
  if (field === undefined) return undefined
  return given === undefined ? missingHint(field, root) : field.hint(given)
}

/** What may have gone wrong with a record that is no object. */
export const rootHint = (root: unknown): string | undefined =>
  Array.isArray(root) ? 'a list: one event a record' : objectHint(root)

const nameHint = (given: unknown): string | undefined =>
  typeof given === 'number' ? 'a number: put it in quotes' : undefined

const timestampHint = (given: unknown): string | undefined => {
  if (typeof given !== 'string') return undefined
  if (/^-?\d{1,20}(\.\d{1,20})?$/.test(given)) return 'a number in quotes: leave them out'
  return /^\d{4}-\d\d-\d\d/.test(given) ? 'looks like an ISO date: unix seconds expected' : undefined
}

const objectHint = (given: unknown): string | undefined =>
  typeof given === 'string' && /^\s{0,9}\{/.test(given) ? 'JSON in a JSON string: it was encoded twice' : undefined

/** The same name, but for its case and separators, before one that only means the same. */
const missingHint = ({ name, aliases }: Field, root: unknown): string | undefined => {
  const keys = Object.keys(root as object).filter((key) => HARMLESS_KEY.test(key))
  const isOne = (names: readonly string[]) => (key: string) => names.includes(letters(key))
  const key = keys.find(isOne([letters(name)])) ?? keys.find(isOne(aliases))
  return key === undefined ? undefined : `${name} is missing, ${key} is there`
}

/** Short, and without anything that a terminal or a header would have trouble with. */
const HARMLESS_KEY = /^[A-Za-z][A-Za-z_. -]{1,31}$/

const letters = (key: string): string => key.replaceAll(/[_. -]/g, '').toLowerCase()
