import type { Problem, StatusView } from '../../src/live/status-view.ts'
import type { WindowsView } from '../../src/live/windows-view.ts'
import { NOON_MS, statusExample } from './status-example.ts'

/** What docs/api.md shows: one partition that waits for its disk, and so a problem. */
const message = 'storage: no space left on device (ENOSPC): make room, it goes on by itself'
const sinceMs = NOON_MS - 12_000
export const DOCS_PROBLEM: Problem = { kind: 'disk', message, sinceMs, partition: 0, worker: null }

const { partitions, deadLetters } = statusExample()

export const DOCS_STATUS: StatusView = statusExample({
  problems: [DOCS_PROBLEM],
  partitions: [{ ...partitions[0]!, worker: 0, paused: { trouble: 'disk', message, sinceMs } }],
  workers: [{ worker: 0, state: 'running', sinceMs, pid: 4_711, how: null }],
  deadLetters: {
    byReason: deadLetters.byReason,
    rates: { perSecond: 0.16, tenants: [{ tenant: 'acme', perSecond: 0.16 }] },
    last: [{ ...deadLetters.last[0]!, tenant: 'acme', error: '/timestamp: expected a number' }],
  },
})

export const DOCS_WINDOWS: WindowsView = {
  atMs: NOON_MS,
  query: { search: 'ac', tenant: null, top: 2 },
  tenantsMatching: 3,
  isPartial: false,
  types: ['click', 'view'],
  otherTypes: 4,
  tenants: ['acme', 'Zacharias'],
  windows: [
    {
      startMs: NOON_MS - 12_000,
      occurrences: 190,
      cells: [
        [40, 90, 3],
        [7, 31, 0],
      ],
    },
    {
      startMs: NOON_MS - 10_000,
      occurrences: 84,
      cells: [
        [20, 33, 0],
        [2, 20, 1],
      ],
    },
  ],
  history: {
    startMs: [NOON_MS - 14_000, NOON_MS - 12_000],
    occurrences: [
      [51, 60],
      [118, 126],
      [4, 4],
    ],
  },
}
