import { grouped } from '../../src/cli/progress.ts'

/** How far a run was at some time. */
export interface Mark {
  readonly records: number
  readonly atMs: number
}

/** Behind the first million, in which Node compiles what is hot. */
const WARM = 1_000_000

/** Records a second between the marks nearest to two numbers of records; null where there are not two. */
const speed = (marks: readonly Mark[], from: number, to: number): number | null => {
  const nearest = (records: number) =>
    marks.reduce((best, mark) => (Math.abs(mark.records - records) < Math.abs(best.records - records) ? mark : best))
  const [begin, end] = [nearest(from), nearest(to)]
  return end.atMs > begin.atMs ? ((end.records - begin.records) / (end.atMs - begin.atMs)) * 1000 : null
}

/** Whether an event costs at the end what it cost at the beginning: the first fifth behind the warm-up, and the last. */
export const speedVerdict = (marks: readonly Mark[], events: number): string => {
  const part = (events - WARM) / 5
  const first = marks.length === 0 ? null : speed(marks, WARM, WARM + part)
  const last = marks.length === 0 ? null : speed(marks, events - part, events)
  if (first === null || last === null) return 'Too few commits to compare speeds.'
  return `${grouped(Math.round(first))} records/s in the first fifth behind a million, ${grouped(Math.round(last))} in the last: ${(last / first).toFixed(2)} of it`
}
