import { defer, filter, finalize, lastValueFrom, map, mergeMap, takeWhile, tap } from 'rxjs'
import { type EventLog, isDelivery, LogError } from '../../src/log/event-log.ts'

export interface Reading {
  /** From the first partition that was given to the last record. */
  readonly seconds: number
  readonly events: number
  /** Of the values. */
  readonly bytesRead: number
}

/** Reads a topic to the end that it has now, the way the pipeline does: in a group, fenced, batch by batch. */
export const readTopic = async (
  log: EventLog,
  topic: string,
  group: string,
  look: (value: Buffer) => void,
): Promise<Reading> => {
  const bounds = await log.bounds(topic)
  if (bounds === null) throw new LogError('no_such_topic', `there is no topic ${topic}`)
  const unread = new Map(bounds.filter((b) => b.startOffset < b.endOffset).map((b) => [b.partition, b.endOffset]))
  let beganMs: number | null = null
  let [events, bytesRead] = [0, 0]
  const reading$ = log.consume(topic, group).pipe(
    tap(() => {
      beganMs ??= performance.now()
    }),
    mergeMap((claim) =>
      defer(() => claim.take()).pipe(
        mergeMap((taken) => taken.batches(taken.startOffset).pipe(finalize(() => void taken.close()))),
        filter(isDelivery),
        map((delivery) => ({ ...delivery, partition: claim.partition })),
      ),
    ),
    tap(({ partition, batch, release }) => {
      for (let i = 0; i < batch.count; i++) {
        const value = batch.value(i)
        if (value === null) continue
        bytesRead += value.length
        look(value)
      }
      events += batch.count
      if (batch.nextOffset >= (unread.get(partition) ?? 0)) unread.delete(partition)
      release()
    }),
    takeWhile(() => unread.size > 0),
  )
  if (unread.size > 0) await lastValueFrom(reading$, { defaultValue: null })
  const seconds = beganMs === null ? 0 : (performance.now() - beganMs) / 1000
  return { seconds, events, bytesRead }
}
