import type { LiveView } from '../../live/windows-view.ts'

/** What a JSON value has to look like: a kind of value, `?` where it may be null, a list, a record of any names, or named members. */
export type Shape = 'number' | 'string' | 'boolean' | 'number?' | 'string?' | ListOf | RecordOf | Members | OrNull
interface ListOf {
  readonly list: Shape
}
interface RecordOf {
  readonly record: Shape
}
interface Members {
  readonly members: Readonly<Record<string, Shape>>
}
interface OrNull {
  readonly orNull: Shape
}

const members = (shapes: Readonly<Record<string, Shape>>): Members => ({ members: shapes })
const list = (shape: Shape): ListOf => ({ list: shape })
const record = (shape: Shape): RecordOf => ({ record: shape })
const orNull = (shape: Shape): OrNull => ({ orNull: shape })

const STATUS = members({
  atMs: 'number',
  pipeline: members({
    build: 'string',
    startedAtMs: 'number',
    topic: 'string',
    group: 'string',
    windowSizeMs: 'number',
    graceMs: 'number',
    commitIntervalMs: 'number',
  }),
  phase: 'string',
  problems: list(
    members({ kind: 'string', message: 'string', sinceMs: 'number', partition: 'number?', worker: 'number?' }),
  ),
  records: 'number',
  recordsPerSecond: 'number',
  lag: members({ records: 'number?', etaSeconds: 'number?', seconds: 'number?' }),
  totals: members({ events: 'number', latePairs: 'number', rows: record('number') }),
  partitions: list(
    members({
      partition: 'number',
      worker: 'number?',
      nextOffset: 'number',
      endOffset: 'number?',
      committedOffset: 'number',
      watermarkMs: 'number?',
      open: members({ windows: 'number', sessions: 'number', waitingEnds: 'number' }),
      stateBytes: 'number',
      paused: orNull(members({ trouble: 'string', sinceMs: 'number' })),
    }),
  ),
  workers: list(members({ worker: 'number', state: 'string' })),
  sessions: members({
    open: 'number',
    waitingEnds: 'number',
    completed: 'number',
    unmatched: record('number'),
    durations: members({ boundsSeconds: list('number'), counts: list('number'), sumSeconds: 'number' }),
  }),
  deadLetters: members({
    byReason: record('number'),
    rates: members({ perSecond: 'number', tenants: list(members({ tenant: 'string?', perSecond: 'number' })) }),
    last: list(
      members({
        topic: 'string',
        partition: 'number',
        offset: 'number',
        atMs: 'number',
        reason: 'string',
        tenant: 'string?',
        error: 'string',
      }),
    ),
  }),
  commits: list(
    members({
      atMs: 'number',
      partition: 'number',
      fromOffset: 'number',
      toOffset: 'number',
      tookMs: 'number',
      bytes: 'number',
      checkpointBytes: 'number',
      rows: 'number',
    }),
  ),
  storageFreeBytes: 'number?',
  fences: 'number',
  restarts: 'number',
})

/** What the screen reads of a view. Nothing else of it has to be there: a pipeline of another version may have more. */
export const VIEW_SHAPE: Shape = members({
  status: STATUS,
  windows: members({
    query: members({ search: 'string', tenant: 'string?' }),
    tenantsMatching: 'number',
    isPartial: 'boolean',
    types: list('string'),
    otherTypes: 'number',
    tenants: list('string'),
    windows: list(members({ startMs: 'number', occurrences: 'number', cells: list(list('number')) })),
  }),
})

/** Whether a view of whatever answered at the address can be shown. */
export const isLiveView = (value: unknown): value is LiveView => hasShape(value, VIEW_SHAPE)

const hasShape = (value: unknown, shape: Shape): boolean => {
  if (typeof shape === 'string')
    return typeof value === shape.replace('?', '') || (shape.endsWith('?') && value === null)
  if ('orNull' in shape) return value === null || hasShape(value, shape.orNull)
  if (typeof value !== 'object' || value === null) return false
  if ('list' in shape) return Array.isArray(value) && value.every((item) => hasShape(item, shape.list))
  if ('record' in shape) return Object.values(value).every((item) => hasShape(item, shape.record))
  return Object.entries(shape.members).every(([name, member]) =>
    hasShape((value as Readonly<Record<string, unknown>>)[name], member),
  )
}
