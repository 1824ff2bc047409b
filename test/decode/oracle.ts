/**
 * Whether bytes are an event, found out another way and sharing no code with src: text instead of bytes, regular expressions
 * instead of a scan, plain checks instead of codecs (E1 to E4). Returns the reason of the dead letter, or the event's time.
 */
export const judge = (bytes: Buffer | null, recordTimestampMs: number, maxFutureMs: number): string | number => {
  if (bytes === null || bytes.length === 0) return 'empty'
  if (bytes.length > 1_048_576) return 'too_large'
  const text = wellFormed(bytes)
  if (text === null || text.startsWith('\ufeff')) return 'invalid_utf8'
  if (deepest(text) > 64) return 'too_deep'
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return 'bad_json'
  }
  const timeMs = timeOf(json)
  if (timeMs === null) return 'schema'
  return timeMs > recordTimestampMs + maxFutureMs || timeMs >= Date.UTC(10_000, 0) ? 'future_timestamp' : timeMs
}

const wellFormed = (bytes: Buffer): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

/** Levels that are open at once, strings taken out first. A closing bracket too many counts against what is opened behind it. */
const deepest = (text: string): number => {
  let level = 0
  let most = 0
  for (const bracket of text.replace(/"(?:\\[\s\S]|[^"\\])*(?:"|\\?$)/g, '').replace(/[^[\]{}]/g, '')) {
    level += bracket === '[' || bracket === '{' ? 1 : -1
    most = Math.max(most, level)
  }
  return most
}

const timeOf = (json: unknown): number | null => {
  if (!isObject(json)) return null
  const { tenant_id, event_type, timestamp } = json
  const payload = Object.hasOwn(json, 'payload') ? json.payload : {}
  if (!isObject(payload)) return null
  if (Object.hasOwn(payload, 'session_id') && !isShortText(payload.session_id)) return null
  if (!isShortText(tenant_id) || !isShortText(event_type) || typeof timestamp !== 'number') return null
  const timeMs = Math.floor(timestamp * 1000 + 0.5)
  return Number.isFinite(timeMs) && timeMs >= 0 ? timeMs : null
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isShortText = (value: unknown): boolean =>
  typeof value === 'string' && /^.{1,256}$/su.test(value) && !/\p{Surrogate}/u.test(value)
