/** What a running pipeline's /metrics has of its own: the names that dashboards, alerts and documents may use. */
export const METRICS: Readonly<Record<string, 'counter' | 'gauge' | 'histogram'>> = {
  tideline_processed_records_total: 'counter',
  tideline_records_total: 'counter',
  tideline_events_total: 'counter',
  tideline_dead_letters_total: 'counter',
  tideline_late_pairs_total: 'counter',
  tideline_rows_total: 'counter',
  tideline_commits_total: 'counter',
  tideline_commit_bytes_total: 'counter',
  tideline_fences_total: 'counter',
  tideline_worker_restarts_total: 'counter',
  tideline_sessions_completed_total: 'counter',
  tideline_sessions_unmatched_total: 'counter',
  tideline_retries_total: 'counter',
  tideline_commit_duration_seconds: 'histogram',
  tideline_ready: 'gauge',
  tideline_problems: 'gauge',
  tideline_partitions: 'gauge',
  tideline_partition_lag_records: 'gauge',
  kafka_consumergroup_group_lag: 'gauge',
  tideline_lag_seconds: 'gauge',
  tideline_partition_watermark_seconds: 'gauge',
  tideline_partition_watermark_lag_seconds: 'gauge',
  tideline_open_windows: 'gauge',
  tideline_open_sessions: 'gauge',
  tideline_waiting_session_ends: 'gauge',
  tideline_state_bytes: 'gauge',
  tideline_paused_partitions: 'gauge',
  tideline_workers: 'gauge',
  tideline_build_info: 'gauge',
  tideline_last_commit_seconds: 'gauge',
  tideline_storage_free_bytes: 'gauge',
}

/** The series of a scrape that dashboards and alerts may name. */
export const SERIES: ReadonlySet<string> = new Set(
  Object.entries(METRICS).flatMap(([name, type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  ),
)

/** Every name in a PromQL expression, or in a text, that looks like one of ours. */
export const seriesIn = (text: string): readonly string[] => [
  ...new Set(text.match(/\b(?:tideline|kafka_consumergroup)_[a-z0-9_]+\b/g) ?? []),
]
