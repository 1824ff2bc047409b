import type { Observable } from 'rxjs'
import type { RunReport } from '../workers/worker-report.ts'
import type { StatusView } from './status-view.ts'
import type { WindowsQuery, WindowsView } from './windows-view.ts'

/** A running pipeline as those see it who show it: over HTTP, as metrics, as its health. */
export interface LiveSource {
  /** As it is now; made up anew at each call, in time by partitions. */
  status(): StatusView
  /** Asks every process of the run; what one does not say within a second is missing, and `isPartial` says so. Never rejects. */
  windows(query: WindowsQuery): Promise<WindowsView>
  /** What the run reports, as it does. Hot, and never completes: a program may run the pipeline twice. */
  readonly report$: Observable<RunReport>
}
