import type { Explanation } from '../explain/explain-number.ts'
import type { NearMiss } from '../explain/near-miss.ts'
import type { PartitionAnswer } from '../explain/partition-answer.ts'
import type { PublishedCount } from '../explain/published-counts.ts'
import { doubtText } from './doubt-text.ts'
import { eventTable } from './event-table.ts'
import { plainText } from './plain-text.ts'
import { grouped } from './progress.ts'
import { timeText } from './time-text.ts'
import { stateText } from './window-state-text.ts'

const MOST_PARTS = 5

/** An explanation for people: the number, why its window is open or closed, then its events. */
export const explanationText = (explanation: Explanation, { graceMs }: { readonly graceMs: number }): string => {
  const { partitions, keyPartition, nearMiss } = explanation
  const blocks = partitions.map((answer) => partitionText(answer, explanation, graceMs))
  const foreign = partitions.filter(({ partition }) => partition !== keyPartition)
  return [
    numberText(explanation),
    ...(foreign.length > 0 ? [foreignText(foreign, keyPartition)] : []),
    ...(nearMiss === null ? [] : nearMissLines(nearMiss, explanation)),
    ...blocks.map((block) => `\n${block}`),
  ].join('\n')
}

const numberText = ({ question: { tenant, type, startMs, endMs }, partitions }: Explanation): string => {
  const sum = (part: (answer: PartitionAnswer) => number) =>
    partitions.reduce((total, answer) => total + part(answer), 0)
  const [counted, late] = [sum((answer) => answer.counted), sum((answer) => answer.late)]
  const isOpen = partitions.some(({ state }) => state.kind === 'open')
  return (
    `tenant ${name(tenant)}, type ${name(type)}, window ${timeText(startMs)} to ${timeText(endMs)}: ` +
    `${grouped(counted + late)} = ${grouped(counted)} counted${isOpen ? ' so far' : ''} + ${grouped(late)} late`
  )
}

const name = (text: string): string => `"${plainText(text, 60)}"`

const foreignText = (foreign: readonly PartitionAnswer[], keyPartition: number): string =>
  `the tenant's key belongs to partition ${keyPartition}, but there are events of it in ${foreign.map(({ partition }) => partition).join(', ')}: ` +
  'their producer keys its records otherwise (E6)'

const nearMissLines = (
  { windowBeforeMs, windowAfterMs, tenantEvents, otherTypes }: NearMiss,
  { question: { tenant, type } }: Explanation,
): string[] => {
  const nothing = 'no such event among all that the group has committed'
  if (tenantEvents === 0) return [`${nothing}, and none of tenant ${name(tenant)} at all`]
  const types = otherTypes.length === 0 ? '' : `; the tenant has events of type ${otherTypes.map(name).join(', ')}`
  if (windowBeforeMs === null && windowAfterMs === null) return [`${nothing}, and none of type ${name(type)}${types}`]
  const sides = [
    ...(windowBeforeMs === null ? [] : [`before it starts at ${timeText(windowBeforeMs)}`]),
    ...(windowAfterMs === null ? [] : [`after it at ${timeText(windowAfterMs)}`]),
  ]
  return [`${nothing}; the nearest window with some ${sides.join(', ')}`]
}

const partitionText = (answer: PartitionAnswer, { question }: Explanation, graceMs: number): string => {
  const { partition, state, events, notListed, nextOffset, behind, results, corrections, doubts } = answer
  return [
    `partition ${partition}: ${stateText(state, question, graceMs)}`,
    ...partLines('result', results),
    ...partLines('corrections', corrections),
    ...doubts.map((doubt) => `  note: ${doubtText(doubt)}`),
    ...(behind > 0 ? [`  not looked at: ${behindText(nextOffset, behind)}`] : []),
    ...(events.length > 0 ? ['', eventTable(events)] : []),
    ...(notListed > 0 ? [`  and ${grouped(notListed)} more, which --limit leaves out`] : []),
  ].join('\n')
}

const behindText = (nextOffset: number | null, behind: number): string => {
  const from = nextOffset === null ? 'all of it' : `offset ${nextOffset} and what is behind it`
  return `${from}, up to the log's end ${grouped(behind)} further on, which the group has not committed`
}

const partLines = (noun: string, counts: readonly PublishedCount[]): string[] => {
  const more = counts.length - MOST_PARTS
  return [
    ...counts.slice(0, MOST_PARTS).map((count) => `  ${noun}: ${partText(count)}`),
    ...(more > 0 ? [`  ${noun}: and ${grouped(more)} more parts`] : []),
  ]
}

const partText = ({ occurrences, part, fromOffset, toOffset }: PublishedCount): string => {
  const range =
    fromOffset === toOffset ? `no records, at offset ${fromOffset}` : `offsets ${fromOffset} to ${toOffset - 1}`
  return `${grouped(occurrences)}, from the commit of ${range}, in ${part}`
}
