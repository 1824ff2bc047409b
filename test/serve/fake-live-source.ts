import { Subject } from 'rxjs'
import type { LiveSource } from '../../src/live/live-source.ts'
import type { StatusView } from '../../src/live/status-view.ts'
import type { WindowsQuery } from '../../src/live/windows-view.ts'
import type { RunReport } from '../../src/workers/worker-report.ts'
import { statusExample } from './status-example.ts'
import { exampleTenants, windowsExample } from './windows-example.ts'

/** A running pipeline that is whatever a test says. */
export interface FakeLiveSource extends LiveSource {
  /** From now on the status is otherwise in this. */
  change(changes: Partial<StatusView>): void
  /** From now on these are the tenants. */
  setTenants(tenants: readonly string[]): void
  report(report: RunReport): void
  /** Every query that was asked, in order. */
  readonly asked: readonly WindowsQuery[]
  /** How often the status was asked for. */
  readonly statusesAsked: () => number
  /** The run is over: no more reports. */
  end(): void
}

/** By default a well run with hostile names (hostile-names.ts). `nowMs` is its clock: the example's own noon stands still. */
export const fakeLiveSource = (nowMs?: () => number): FakeLiveSource => {
  let status = statusExample()
  let tenants = exampleTenants()
  let statuses = 0
  const asked: WindowsQuery[] = []
  const report$ = new Subject<RunReport>()
  return {
    report$,
    asked,
    statusesAsked: () => statuses,
    status: () => {
      statuses++
      return nowMs === undefined ? status : { ...status, atMs: nowMs() }
    },
    windows: async (query) => {
      asked.push(query)
      return windowsExample(query, tenants, nowMs?.())
    },
    change: (changes) => {
      status = { ...status, ...changes }
    },
    setTenants: (names) => {
      tenants = names
    },
    report: (report) => report$.next(report),
    end: () => report$.complete(),
  }
}
