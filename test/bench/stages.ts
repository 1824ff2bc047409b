import { from, ignoreElements, lastValueFrom, merge, type Observable, type OperatorFunction } from 'rxjs'
import { commitContent } from '../../src/checkpoint/commit-content.ts'
import { addPending, nothingPending, type Pending } from '../../src/checkpoint/pending.ts'
import { decodeRecords } from '../../src/decode/decode-records.ts'
import { type Barrier, barrier } from '../../src/log/barrier.ts'
import type { Delivery } from '../../src/log/event-log.ts'
import { type PipelineOptions, partitionPipeline } from '../../src/pipeline.ts'
import { splitByKind } from '../../src/rx/split-by-kind.ts'
import { pairSessions } from '../../src/session/pair-sessions.ts'
import { trackWatermark } from '../../src/time/track-watermark.ts'
import { countPanes } from '../../src/window/count-panes.ts'
import { rollingCounts } from '../../src/window/rolling-counts.ts'
import { SHAPE, START } from '../support/outputs.ts'
import { commitAll } from './commit-all.ts'
import { eachRecord, scan } from './decode-ways.ts'
import type { Stage } from './stage.ts'

/** The pipeline's defaults. */
const OPTIONS: PipelineOptions = {
  topic: 'events',
  partition: 0,
  deadLetterPartitions: 1,
  maxFutureMs: 300_000,
  graceMs: 2_000,
  window: SHAPE,
  sessionTimeoutMs: 86_400_000,
  maxOpenSessions: 1_000_000,
}

const decoded = decodeRecords(OPTIONS)
const watermark = trackWatermark(OPTIONS.graceMs)
const counts = rollingCounts(OPTIONS.window)
const sessions = pairSessions(OPTIONS)

type Item = Delivery | Barrier

const inputOf = (deliveries: readonly Delivery[]): Observable<Item> => from([...deliveries, barrier('end')])

const dropping =
  (stages: OperatorFunction<Item, unknown>): Stage['run'] =>
  async (deliveries) => {
    await lastValueFrom(inputOf(deliveries).pipe(stages, ignoreElements()), { defaultValue: null })
    return null
  }

const pendingOf = async (deliveries: readonly Delivery[]): Promise<Pending> => {
  const pending = nothingPending()
  const outputs$ = inputOf(deliveries).pipe(partitionPipeline(OPTIONS))
  await outputs$.forEach((output) => {
    addPending(pending, output, OPTIONS.window)
  })
  return pending
}

const encode: Stage['run'] = async (deliveries) => {
  const pending = await pendingOf(deliveries)
  const { rowSets, rowContext } = commitContent(pending, START, OPTIONS.window)
  for (const { encode } of rowSets) for (const { bytes } of encode(rowContext, {})) await bytes
  return pending.rows
}

/** In the order of the way; each is the one before and a stage more. What comes out of the first six is dropped. */
export const STAGES: readonly Stage[] = [
  { name: 'decode', run: eachRecord(scan) },
  { name: 'validate', run: dropping((input$) => input$.pipe(decoded)) },
  { name: 'watermark', run: dropping((input$) => input$.pipe(decoded, watermark)) },
  { name: 'panes', run: dropping((input$) => input$.pipe(decoded, watermark, countPanes(OPTIONS.window))) },
  { name: 'windowTime', run: dropping((input$) => input$.pipe(decoded, watermark, counts)) },
  {
    name: 'sessions',
    run: dropping((input$) =>
      input$.pipe(
        decoded,
        watermark,
        splitByKind((of) =>
          merge(of('moment', 'tick', 'barrier').pipe(counts), of('moment', 'tick', 'barrier').pipe(sessions)),
        ),
      ),
    ),
  },
  { name: 'dead letters, pending', run: async (deliveries) => (await pendingOf(deliveries)).rows },
  { name: 'encode', run: encode },
  { name: 'commit', run: (deliveries, folder) => commitAll(deliveries, OPTIONS, folder) },
]
