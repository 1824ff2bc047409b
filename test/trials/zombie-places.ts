import type { StopPlace } from '../support/stop-place.ts'

/** Where an owner is stopped: in words, and the operation on either side of which it is. */
export type Place = readonly [title: string, when: StopPlace['when'], operation: string]

export const COMMIT: readonly Place[] = [
  ['before a part is staged', 'before', 'create .staging'],
  ['behind the first staged part', 'after', 'create .staging'],
  ['behind the sync of the staging folder', 'after', 'sync .staging'],
  ['behind the checkpoint', 'after', 'create .checkpoints'],
  ['before the log transaction', 'after', 'sync .checkpoints'],
  ['before a part is published', 'before', 'link .staging'],
  ['behind the first published part', 'after', 'link .staging'],
  ['behind the sync of a data set', 'after', 'sync rolling_window_results'],
  ['before a staged name is let go', 'before', 'unlink .staging'],
  ['behind the first staged name let go', 'after', 'unlink .staging'],
  ['before the last checkpoint is removed', 'before', 'unlink .checkpoints'],
]

export const TRANSACTION: readonly Place[] = [
  ['before AddPartitionsToTxn', 'before', 'request AddPartitionsToTxn'],
  ['before its dead letters', 'before', 'request Produce'],
  ['before AddOffsetsToTxn', 'before', 'request AddOffsetsToTxn'],
  ['before TxnOffsetCommit', 'before', 'request TxnOffsetCommit'],
  ['before EndTxn', 'before', 'request EndTxn'],
  ['when EndTxn is on its way', 'after', 'request EndTxn'],
]

/** An owner before it was killed between the transaction and publishing, so recovery has something to do. */
export const RECOVERY: readonly Place[] = [
  ['between the fence and the checkpoint', 'before', 'read .checkpoints'],
  ['behind the checkpoint', 'after', 'read .checkpoints'],
  ['before it publishes', 'before', 'link .staging'],
  ['between publishing and removing', 'before', 'unlink .staging'],
]

export const FENCE: readonly Place[] = [
  ['before the fence', 'before', 'request InitProducerId'],
  ['between the fence and the offset', 'before', 'request OffsetFetch'],
]
