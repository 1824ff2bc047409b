import { asyncScheduler, interval, map, merge, type Observable, type SchedulerLike, Subject, tap } from 'rxjs'
import type { Topics } from '../log/event-log.ts'
import type { RunReport } from '../workers/worker-report.ts'
import { waitingFor } from './group-waits.ts'
import type { LiveSource } from './live-source.ts'
import { INITIAL_STATUS, type LiveStatus, lagOf, statusAfter } from './live-status.ts'
import { type Sample, withSample } from './pace.ts'
import { LEAST_FREE_BYTES, type OpeningTrouble, type Room, type Trouble } from './problems.ts'
import type { Look, Standstill } from './standstill.ts'
import type { PipelineView, StatusView } from './status-view.ts'
import { statusViewOf } from './status-view-of.ts'
import { type LogLook, watchLog } from './watch-log.ts'
import { type FreeBytes, watchRoom } from './watch-room.ts'
import { watchStandstill } from './watch-standstill.ts'
import { WindowsAsker } from './windows-asker.ts'
import type { WindowsQuery, WindowsView } from './windows-view.ts'
import { windowsViewOf } from './windows-view-of.ts'

/** What is watched besides the reports. */
export interface Attention {
  readonly log: Pick<Topics, 'bounds'>
  /** Where a run to the end ends, by partition; null: wherever the log does. */
  readonly endOffsets: ReadonlyMap<number, number> | null
  readonly freeBytes: FreeBytes
  /** How long a partition with lag may stand still. */
  readonly stallMs: number | 'off'
  readonly scheduler?: SchedulerLike
}

const SAMPLE_MS = 1_000
/** So long a partition with lag stands still before that is a problem, or half of the time that it may at most: a batch that is slow is none. */
const STANDSTILL_SHOWN_MS = 15_000

/**
 * A run from its first moment to its last, as those see it who show it: it is told what happens, watches the log, the disk and the pace of
 * things, and answers for all of it. Keeps the last reports and half a minute of samples.
 */
export class LiveRun implements LiveSource {
  readonly report$ = new Subject<RunReport>()
  readonly #pipeline: PipelineView
  readonly #asker = new WindowsAsker(this.report$)
  readonly #now: () => number
  /** What the processes of the run are asked. */
  readonly look$ = this.#asker.look$
  #live: LiveStatus = INITIAL_STATUS
  #phase: StatusView['phase'] = 'opening'
  #phaseSinceMs: number
  #isOpen = false
  #opening: OpeningTrouble | null = null
  #logSilent: Trouble | null = null
  #endOffsets: ReadonlyMap<number, number> | null = null
  #room: Room | null = null
  #samples: readonly Sample[] = []
  #standstills: readonly Standstill[] = []
  #standstillShownMs = STANDSTILL_SHOWN_MS

  /** `now` in unix milliseconds. */
  constructor(pipeline: PipelineView, now: () => number = Date.now) {
    this.#pipeline = pipeline
    this.#now = now
    this.#phaseSinceMs = now()
  }

  /** What the run has reported so far, added up. */
  get live(): LiveStatus {
    return this.#live
  }

  /** The log or the storage cannot be opened yet, or the log's group is lost; it is tried again in `pauseMs`. */
  waits(kind: OpeningTrouble['kind'], message: string, pauseMs: number): void {
    if (this.#isOpen) {
      const groupWaits = waitingFor(this.#live.groupWaits, message, pauseMs, this.#now())
      this.#live = { ...this.#live, groupWaits }
      return
    }
    const sinceMs = this.#opening?.kind === kind ? this.#opening.sinceMs : this.#now()
    this.#opening = { kind, message, sinceMs }
  }

  /** Who was asked to stop meanwhile goes on ending. */
  began(): void {
    this.#isOpen = true
    if (this.#phase === 'opening') this.#enter('running')
  }

  /** It was asked to stop. */
  ending(): void {
    this.#enter('ending')
  }

  heard(report: RunReport): void {
    this.#live = statusAfter(this.#live, report, this.#now())
    this.report$.next(report)
  }

  /** Watches what goes on around the run, for ever. @throws StandstillError */
  attend({ log, endOffsets, freeBytes, stallMs, scheduler = asyncScheduler }: Attention): Observable<unknown> {
    const { topic, storage } = this.#pipeline
    const patienceMs = stallMs === 'off' ? Number.POSITIVE_INFINITY : stallMs
    this.#standstillShownMs = Math.min(STANDSTILL_SHOWN_MS, patienceMs / 2)
    return merge(
      watchLog(log, topic, scheduler).pipe(tap((look) => this.#lookedAtLog(look, endOffsets))),
      watchRoom(freeBytes, storage, scheduler).pipe(tap((bytes) => this.#lookedAtRoom(bytes))),
      interval(SAMPLE_MS, scheduler).pipe(
        map(() => this.#sample(scheduler.now())),
        watchStandstill(patienceMs),
        tap((standstills) => {
          this.#standstills = standstills
        }),
      ),
    )
  }

  status(): StatusView {
    const nowMs = this.#now()
    const standstill = this.#standstills.filter(
      ({ partition, nextOffset, sinceMs }) =>
        nowMs - sinceMs >= this.#standstillShownMs && this.#live.partitions.get(partition)?.nextOffset === nextOffset, // may have moved since the last look
    )
    return statusViewOf({
      nowMs,
      pipeline: this.#pipeline,
      status: this.#live,
      phase: this.#phase,
      isOpen: this.#isOpen,
      phaseSinceMs: this.#phaseSinceMs,
      opening: this.#opening,
      logSilent: this.#logSilent,
      endOffsets: this.#endOffsets,
      room: this.#room,
      samples: this.#samples,
      standstill: new Map(standstill.map(({ partition, sinceMs }) => [partition, sinceMs])),
    })
  }

  async windows(query: WindowsQuery): Promise<WindowsView> {
    const sight = await this.#asker.ask(query, this.#isOpen ? processesOf(this.#live) : 0)
    return windowsViewOf(sight, query, this.#now())
  }

  #enter(phase: StatusView['phase']): void {
    this.#phase = phase
    this.#phaseSinceMs = this.#now()
  }

  #lookedAtLog(look: LogLook, endOffsets: Attention['endOffsets']): void {
    if (look.kind === 'silent') {
      this.#logSilent = { message: look.message, sinceMs: this.#logSilent?.sinceMs ?? this.#now() }
      return
    }
    this.#logSilent = null
    this.#endOffsets = endOffsets ?? look.endOffsets
  }

  #lookedAtRoom(freeBytes: number): void {
    const isLow = freeBytes < LEAST_FREE_BYTES
    this.#room = { freeBytes, lowSinceMs: isLow ? (this.#room?.lowSinceMs ?? this.#now()) : null }
  }

  #sample(atMs: number): Look {
    const { records, partitions, paused } = this.#live
    const lag = this.#endOffsets === null ? null : lagOf(this.#live, this.#endOffsets)
    this.#samples = withSample(this.#samples, { atMs, records, lag })
    return {
      atMs: this.#now(),
      partitions: [...partitions].map(([partition, { nextOffset }]) => ({
        partition,
        nextOffset,
        // While the log is silent, what it said last may be long over.
        endOffset: this.#logSilent === null ? (this.#endOffsets?.get(partition) ?? null) : null,
        isPaused: paused.has(partition),
      })),
    }
  }
}

/** How many will answer: this one, or the workers that run. */
const processesOf = ({ workers }: LiveStatus): number =>
  workers.size === 0 ? 1 : [...workers.values()].filter(({ state }) => state === 'running').length
