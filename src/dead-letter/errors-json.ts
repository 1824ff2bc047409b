import type { SchemaError } from '../decode/decode-failure.ts'

const MAX_BYTES = 4096

/** A JSON list of at most 4 KiB: whole entries, as many as fit. */
export const errorsJson = (errors: readonly SchemaError[]): string => {
  for (let count = errors.length; ; count--) {
    const json = JSON.stringify(errors.slice(0, count))
    if (Buffer.byteLength(json) <= MAX_BYTES) return json
  }
}

/** Back from it; without what is no error: anyone can write to a topic. */
export const parseErrors = (json: string): readonly SchemaError[] => {
  try {
    const errors: unknown = JSON.parse(json)
    return Array.isArray(errors) ? errors.filter(isSchemaError) : []
  } catch {
    return []
  }
}

const isSchemaError = (entry: unknown): entry is SchemaError => {
  const { path, expected, hint } = Object(entry) as Record<string, unknown>
  return typeof path === 'string' && typeof expected === 'string' && ['string', 'undefined'].includes(typeof hint)
}
