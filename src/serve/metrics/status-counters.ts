import { REASONS } from '../../event/reason.ts'
import { DATA_SET_NAMES } from '../../sink/data-set.ts'
import { OUTCOMES } from './closed-lists.ts'
import { byName, one, type StatusMetric } from './status-metric.ts'

const counter = one('counter')
const counterBy = byName('counter')

/** What the status adds up since the run began: so API and metrics cannot differ. Committed but for the first, so that nothing is in it twice (R1). */
export const STATUS_COUNTERS: readonly StatusMetric[] = [
  counter(
    'tideline_processed_records_total',
    'Records processed, committed or not; those that are read again behind trouble are counted again.',
    ({ records }) => records,
  ),
  counter('tideline_records_total', 'Records committed: events and dead letters.', ({ totals }) => totals.records),
  counter('tideline_events_total', 'Events committed.', ({ totals }) => totals.events),
  counterBy(
    'tideline_dead_letters_total',
    'Records committed as dead letters, by reason.',
    'reason',
    REASONS,
    ({ totals }) => totals.deadLetters,
  ),
  counter(
    'tideline_late_pairs_total',
    'Pairs of an event and a window that had closed before it came, which are in the corrections.',
    ({ totals }) => totals.latePairs,
  ),
  counterBy(
    'tideline_rows_total',
    'Rows committed to Parquet, by data set.',
    'data_set',
    DATA_SET_NAMES,
    ({ totals }) => totals.rows,
  ),
  counter(
    'tideline_sessions_completed_total',
    'Sessions committed with both start and end.',
    ({ sessions }) => sessions.completed,
  ),
  counterBy(
    'tideline_sessions_unmatched_total',
    'Starts and ends of sessions committed without a partner, by what became of them.',
    'outcome',
    OUTCOMES,
    ({ sessions }) => sessions.unmatched,
  ),
  counter('tideline_fences_total', 'Times that another process took a partition over.', ({ fences }) => fences),
  counter('tideline_worker_restarts_total', 'Times that a worker was started again.', ({ restarts }) => restarts),
]
