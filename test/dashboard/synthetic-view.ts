import { REASONS } from '../../src/event/reason.ts'
import type { LiveView, WindowsQuery, WindowsView } from '../../src/live/windows-view.ts'
import { syntheticStatus } from './synthetic-status.ts'

/** What is made up. Everything follows from it and from nothing else: the same arguments give the same view. */
export interface Synthetic {
  readonly atMs: number
  readonly query: WindowsQuery
  readonly tenants: readonly string[]
  readonly types: readonly string[]
  readonly partitions: number
}

export const SIZE_MS = 10_000
export const STEP_MS = 2_000
export const GRACE_MS = 2_000
const CLOSED = 10
const HISTORY = 120
const ALL: WindowsQuery = { search: '', tenant: null, top: 20 }

/** 2026-11-23 14:02:11.4 UTC */
export const NOON_MS = Date.UTC(2026, 10, 23, 14, 2, 11, 400)

export const TENANTS = [
  'acme',
  'globex',
  'initech',
  'umbrella',
  'hooli',
  'stark-industries',
  'wayne-enterprises',
  'wonka',
  'tyrell',
  'cyberdyne',
  'soylent',
  'massive-dynamic',
  'aperture',
  'black-mesa',
  'oscorp',
  'vandelay',
  'dunder-mifflin',
  'pied-piper',
  'prestige',
  'gekko',
  'nakatomi',
  'weyland',
  'monsters-inc',
  'duff',
]
export const TYPES = ['checkout', 'click', 'page_view', 'search', 'session_end', 'session_start', 'signup']

export const synthetic = (given: Partial<Synthetic> = {}): Synthetic => ({
  atMs: NOON_MS,
  query: ALL,
  tenants: TENANTS,
  types: TYPES,
  partitions: 4,
  ...given,
})

/** A pipeline that is well: every partition's watermark some 2 to 3 s behind now. */
export const syntheticView = (given: Partial<Synthetic> = {}): LiveView => {
  const all = synthetic(given)
  return { status: syntheticStatus(all, [...REASONS]), windows: windowsView(all) }
}

const windowsView = ({ atMs, query, tenants, types, partitions }: Synthetic): WindowsView => {
  const matching = tenants
    .map((name, place) => ({ name, weight: weightOf(place) }))
    .filter(({ name }) => query.tenant === null || name === query.tenant)
    .filter(({ name }) => name.toLowerCase().includes(query.search.toLowerCase()))
  const listed = matching.slice(0, query.top)
  const shownTypes = types.slice(0, 12)
  const columns = shownTypes.length + (types.length > 12 ? 1 : 0)
  const closedToMs = atMs - GRACE_MS - 400 * partitions
  const firstOpenMs = Math.floor((closedToMs - SIZE_MS) / STEP_MS + 1) * STEP_MS
  const weight = matching.reduce((sum, tenant) => sum + tenant.weight, 0)
  const total = (startMs: number) => Math.round(weight * filled(startMs, atMs) * wave(startMs, 7) * 30)
  const starts = Array.from({ length: CLOSED + 6 }, (_, i) => firstOpenMs + (i - CLOSED) * STEP_MS).filter(
    (startMs) => startMs < atMs,
  )
  return {
    atMs,
    query,
    tenantsMatching: matching.length,
    isPartial: false,
    types: shownTypes,
    otherTypes: Math.max(0, types.length - 12),
    tenants: listed.map(({ name }) => name),
    windows: starts.map((startMs) => ({
      startMs,
      occurrences: total(startMs),
      cells: listed.map((tenant, i) =>
        Array.from({ length: columns }, (_, type) => cell(tenant.weight, i, type, startMs, atMs)),
      ),
    })),
    history: {
      startMs: Array.from({ length: HISTORY }, (_, i) => firstOpenMs + (i - HISTORY) * STEP_MS),
      occurrences: Array.from({ length: columns }, (_, type) =>
        Array.from({ length: HISTORY }, (_, i) =>
          Math.round((weight * 30 * wave(firstOpenMs + (i - HISTORY) * STEP_MS, type)) / (1 + 0.6 * type)),
        ),
      ),
    },
  }
}

const weightOf = (place: number): number => 60 / (1 + place) ** 0.9

/** How much of a window was there yet, 0 to 1. */
const filled = (startMs: number, atMs: number): number => Math.max(0, Math.min(1, (atMs - startMs) / SIZE_MS))

const wave = (ms: number, phase: number): number =>
  1 + 0.22 * Math.sin(ms / 17_000 + phase) + 0.12 * Math.sin(ms / 5_300 + 2 * phase)

const cell = (weight: number, place: number, type: number, startMs: number, atMs: number): number =>
  (place * 7 + type * 3) % 11 === 4
    ? 0
    : Math.round((weight * filled(startMs, atMs) * wave(startMs + place * 911, type) * 24) / (1 + 2.2 * type))
