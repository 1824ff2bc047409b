import { type PartitionView, PROBLEM_KINDS } from '../../live/status-view.ts'
import { TROUBLES, WORKER_STATES } from './closed-lists.ts'
import { byName, byPartition, one, type StatusMetric } from './status-metric.ts'

const gauge = one('gauge')
const gaugeBy = byName('gauge')

/** How things stand at the scrape. */
export const STATUS_GAUGES: readonly StatusMetric[] = [
  {
    type: 'gauge',
    name: 'tideline_build_info',
    help: 'Always 1: the version of the program is its label.',
    labelNames: ['version'],
    samples: ({ pipeline }) => [[{ version: pipeline.build }, 1]],
  },
  gauge('tideline_ready', '1 while nothing is wrong, else 0: as /readyz.', ({ problems }) =>
    problems.length === 0 ? 1 : 0,
  ),
  gaugeBy('tideline_problems', 'What is wrong, by kind: as /readyz.', 'kind', PROBLEM_KINDS, ({ problems }) =>
    counts(problems.map(({ kind }) => kind)),
  ),
  gauge(
    'tideline_lag_seconds',
    'How much later than it was appended the last record was processed, where that is worst.',
    ({ lag }) => lag.seconds,
  ),
  {
    type: 'gauge',
    name: 'tideline_partitions',
    help: 'Partitions that this run has; none where it stands by for others of its group.',
    labelNames: ['group', 'topic'],
    samples: ({ pipeline: { group, topic }, partitions }) => [[{ group, topic }, partitions.length]],
  },
  byPartition('tideline_partition_lag_records', 'Records behind the end of the log, by partition.', lagOf),
  byPartition(
    'kafka_consumergroup_group_lag',
    'Records behind the end of the log, as kafka-lag-exporter names it.',
    lagOf,
    ({ pipeline: { group, topic } }) => ({ group, topic }),
    ['group', 'topic'],
  ),
  byPartition(
    'tideline_partition_watermark_seconds',
    'Watermark, unix time: windows that end by then are closed.',
    ({ watermarkMs }) => (watermarkMs === null ? null : watermarkMs / 1000),
  ),
  byPartition(
    'tideline_partition_watermark_lag_seconds',
    'How far the watermark is behind the clock.',
    ({ watermarkMs }, { atMs }) => (watermarkMs === null ? null : (atMs - watermarkMs) / 1000),
  ),
  byPartition('tideline_open_windows', 'Windows that hold an event and are not closed.', ({ open }) => open.windows),
  byPartition('tideline_open_sessions', 'Sessions that have a start and no end yet.', ({ open }) => open.sessions),
  byPartition(
    'tideline_waiting_session_ends',
    'Ends of sessions that wait for their start.',
    ({ open }) => open.waitingEnds,
  ),
  byPartition(
    'tideline_state_bytes',
    'Bytes of checkpoints that a recovery would read.',
    ({ stateBytes }) => stateBytes,
  ),
  gaugeBy('tideline_paused_partitions', 'Partitions that wait, by what for.', 'trouble', TROUBLES, ({ partitions }) =>
    counts(partitions.flatMap(({ paused }) => (paused === null ? [] : [paused.trouble]))),
  ),
  gaugeBy(
    'tideline_workers',
    'Worker processes, by state; none where one process does it all.',
    'state',
    WORKER_STATES,
    ({ workers }) => counts(workers.map(({ state }) => state)),
  ),
  gauge('tideline_last_commit_seconds', 'When this run committed last, unix time.', ({ commits: [newest] }) =>
    newest === undefined ? null : newest.atMs / 1000,
  ),
  gauge(
    'tideline_storage_free_bytes',
    'Free bytes where the storage lies.',
    ({ storageFreeBytes }) => storageFreeBytes,
  ),
]

/** null: the log has not said where it ends. */
function lagOf({ nextOffset, endOffset }: PartitionView): number | null {
  return endOffset === null ? null : Math.max(0, endOffset - nextOffset)
}

function counts<Name extends string>(names: readonly Name[]): Partial<Record<Name, number>> {
  const counted: Partial<Record<Name, number>> = {}
  for (const name of names) counted[name] = (counted[name] ?? 0) + 1
  return counted
}
