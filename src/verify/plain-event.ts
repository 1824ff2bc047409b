/** What a record says, read by the letter of the rules. */
export interface PlainEvent {
  readonly tenant: string
  readonly type: string
  /** Unix milliseconds. */
  readonly timeMs: number
  readonly sessionId: string | null
}

const LARGEST_BYTES = 1024 * 1024
const DEEPEST = 64
const LONGEST_NAME = 256
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * An event, or the reason why a record is none (E1 to E4): a second reading of the rules that shares no code with the pipeline's, the
 * plainest that there is, and slower. `crash_suspect` is no property of a record and is never found here.
 */
export const plainEvent = (
  value: Uint8Array | null,
  recordTimestampMs: number,
  maxFutureMs: number,
): PlainEvent | string => {
  if (value !== null && value.length > LARGEST_BYTES) return 'too_large'
  if (value === null || value.length === 0) return 'empty'

  let text: string
  try {
    text = strictUtf8.decode(value)
  } catch {
    return 'invalid_utf8'
  }
  if (text.startsWith('\uFEFF')) return 'invalid_utf8'
  if (depthOf(text) > DEEPEST) return 'too_deep'

  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return 'bad_json'
  }

  if (!isObject(json)) return 'schema'
  const { tenant_id: tenant, event_type: type, timestamp, payload } = json
  if (!isName(tenant) || !isName(type) || typeof timestamp !== 'number') return 'schema'
  const timeMs = Math.floor(timestamp * 1000 + 0.5)
  if (!Number.isFinite(timeMs) || timeMs < 0) return 'schema'
  const sessionId = isObject(payload) ? payload.session_id : undefined
  if (payload !== undefined && !isObject(payload)) return 'schema'
  if (sessionId !== undefined && !isName(sessionId)) return 'schema'

  if (timeMs > recordTimestampMs + maxFutureMs || timeMs > LAST_MS) return 'future_timestamp'
  return { tenant, type, timeMs, sessionId: sessionId ?? null }
}

/** How many arrays and objects are open at once, at most; brackets in strings are text. */
const depthOf = (text: string): number => {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (character === '"') inString = !inString
    else if (inString && character === '\\') i++
    else if (!inString && (character === '{' || character === '[')) deepest = Math.max(deepest, ++depth)
    else if (!inString && (character === '}' || character === ']')) depth--
  }
  return deepest
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.isWellFormed() && [...value].length <= LONGEST_NAME
