import type { PartitionView, StatusView } from '../../live/status-view.ts'
import { grouped } from '../progress.ts'
import { bytesText, clockText, spanText } from './amounts.ts'
import { type Cell, type GridColumn, gridLines } from './grid.ts'
import { line, piece } from './line.ts'
import type { Section } from './section.ts'
import { shownText } from './shown-text.ts'

const number = (title: string): GridColumn => ({ title, isNumber: true })

/** Where each partition stands, those that are furthest behind first. */
export const partitionSection = ({ partitions, workers, atMs }: StatusView): Section => {
  const heading = [piece('PARTITIONS', 'bold'), piece(` ${grouped(partitions.length)}`)]
  if (partitions.length === 0) return { heading, lines: [line('  none', 'dim')] }
  const columns = [
    number('p'),
    ...(workers.length === 0 ? [] : [number('worker')]),
    number('lag'),
    number('offset'),
    number('watermark'),
    number('behind'),
    number('windows'),
    number('sessions'),
    number('state'),
    { title: 'waits', isNumber: false },
  ]
  const sorted = [...partitions].sort((a, b) => lagOf(b) - lagOf(a) || a.partition - b.partition)
  const rows = sorted.map((partition): Cell[] => [
    { text: `${partition.partition}` },
    ...(workers.length === 0 ? [] : [{ text: `${partition.worker ?? '?'}` }]),
    { text: partition.endOffset === null ? '?' : grouped(lagOf(partition)) },
    { text: grouped(partition.nextOffset) },
    { text: partition.watermarkMs === null ? '-' : clockText(partition.watermarkMs, atMs) },
    { text: partition.watermarkMs === null ? '-' : spanText(atMs - partition.watermarkMs) },
    { text: grouped(partition.open.windows) },
    { text: grouped(partition.open.sessions) },
    { text: bytesText(partition.stateBytes) },
    { text: pausedText(partition, atMs), tone: 'bad' },
  ])
  return { heading, lines: gridLines(columns, rows) }
}

const lagOf = ({ endOffset, nextOffset }: PartitionView): number =>
  endOffset === null ? 0 : Math.max(0, endOffset - nextOffset)

/** In short: the words for it are above, among the problems. */
const pausedText = ({ paused }: PartitionView, atMs: number): string =>
  paused === null ? '' : `${shownText(paused.trouble, 20)} for ${spanText(atMs - paused.sinceMs)}`
