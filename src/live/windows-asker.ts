import {
  asyncScheduler,
  EMPTY,
  filter,
  firstValueFrom,
  map,
  type Observable,
  type SchedulerLike,
  Subject,
  take,
  takeUntil,
  timer,
  toArray,
} from 'rxjs'
import { type LookRequest, mergeSights, type Seen, type Sight } from '../look/sight.ts'
import type { WindowsQuery } from '../look/windows-query.ts'
import type { RunReport } from '../workers/worker-report.ts'

/** What a process has not said by then is missing. */
const PATIENCE_MS = 1_000

/** Asks the processes of a run what they see, over its reports, and puts together what they say. */
export class WindowsAsker {
  readonly #look$ = new Subject<LookRequest>()
  readonly #report$: Observable<RunReport>
  readonly #scheduler: SchedulerLike
  #id = 0

  /** What each process is asked. Hot. */
  readonly look$: Observable<LookRequest> = this.#look$.asObservable()

  /** `report$` is hot, and has the answers among what the run tells. */
  constructor(report$: Observable<RunReport>, scheduler: SchedulerLike = asyncScheduler) {
    this.#report$ = report$
    this.#scheduler = scheduler
  }

  /** What `processes` of them see together; partial where one does not answer within a second. */
  async ask(query: WindowsQuery, processes: number): Promise<Sight> {
    const id = ++this.#id
    const sight$ = this.#report$.pipe(
      filter((report): report is Seen & RunReport => report.kind === 'seen' && report.id === id),
      map(({ sight }) => sight),
      take(processes),
      takeUntil(processes === 0 ? EMPTY : timer(PATIENCE_MS, this.#scheduler)),
      toArray(),
    )
    const answered = firstValueFrom(sight$)
    this.#look$.next({ id, query })
    const sights = await answered
    const merged = mergeSights(sights, query.top)
    return sights.length < processes ? { ...merged, isPartial: true } : merged
  }
}
