/** The names that Kafka Connect's dead-letter queue and Spring's use, which tools know, and our own. */
export const NAMES = {
  version: 'tideline.v',
  reason: 'tideline.reason',
  errors: 'tideline.errors',
  topic: '__connect.errors.topic',
  partition: '__connect.errors.partition',
  offset: '__connect.errors.offset',
  connector: '__connect.errors.connector.name',
  task: '__connect.errors.task.id',
  stage: '__connect.errors.stage',
  step: '__connect.errors.class.name',
  exception: '__connect.errors.exception.class.name',
  message: '__connect.errors.exception.message',
  originalTopic: 'kafka_dlt-original-topic',
  group: 'tideline.group',
  tenant: 'tideline.tenant',
  timestamp: 'tideline.timestamp',
  sha256: 'tideline.sha256',
  size: 'tideline.size',
  truncated: 'tideline.truncated',
  attempt: 'tideline.attempt',
  firstFailedAt: 'tideline.first-failed-at',
  build: 'tideline.build',
} as const

const OURS: ReadonlySet<string> = new Set(Object.values(NAMES))

/** Also a name that Connect gave first: a record that fails again has them replaced, never doubled. */
export const isOurName = (name: string): boolean => OURS.has(name)
