import { describe, it } from 'vitest'
import { tellUnreported } from '../../src/workers/tell-unreported.ts'
import type { WorkerReport } from '../../src/workers/worker-report.ts'
import { itFollowsItsSource, marbles } from '../support/marbles.ts'
import { committed, dead, progress, recovered } from './reports.ts'

const at = (nextOffset: number, worker: number, recordsLost = 0): WorkerReport => ({
  ...recovered(0),
  nextOffset,
  recordsLost,
  worker,
})
const unreported = (fromOffset: number, toOffset: number, worker: number): WorkerReport => ({
  kind: 'unreported',
  partition: 0,
  fromOffset,
  toOffset,
  worker,
})
const TOLD: Record<string, WorkerReport> = {
  r: at(0, 0),
  C: { ...committed(0, 5), worker: 0 },
  X: dead(500),
  Y: dead(500, 1),
  p: { ...progress(0, 9, 9), worker: 0 },
  R: at(9, 0),
  S: at(9, 1),
  s: at(5, 0),
  L: at(9, 0, 4),
  U: unreported(5, 9, 0),
  V: unreported(5, 9, 1),
  W: unreported(0, 9, 0),
}

describe('tellUnreported', () => {
  itFollowsItsSource(() => tellUnreported())

  it.each([
    ['tells what was committed between the last report and the death', '-rpCXR-----|', '-rpCX(RU)--|'],
    ['also before the first report', '                                   -rXR-----|  ', '-rX(RW)--|  '],
    ['also where another worker has the partition now', '                -rCXS-----| ', '-rCX(SV)--| '],
    ['says nothing where the report had come', '                         -rCXs-----| ', '-rCXs-----| '],
    ['nor of records that the log has lost', '                           -rCXL-----| ', '-rCXL-----| '],
    ['nor where another worker died', '                                  -rCYR-----| ', '-rCYR-----| '],
    ['nor of the same twice', '                                          -rCXR---R-| ', '-rCX(RU)R-| '],
  ])('%s', (_, input, expected) =>
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold(input, TOLD).pipe(tellUnreported())).toBe(expected, TOLD)
    })())

  it(
    'begins anew with a second subscription',
    marbles(({ cold, expectObservable }) => {
      const told$ = cold('-rCXR---|', TOLD).pipe(tellUnreported())
      expectObservable(told$).toBe('-rCX(RU)|', TOLD)
      expectObservable(told$, '- 20ms !').toBe('-rCX(RU)|', TOLD)
    }),
  )
})
