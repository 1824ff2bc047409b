import { CheckpointError, decodeReference } from '../checkpoint/checkpoint.ts'
import type { PipelineIdentity } from '../checkpoint/pipeline-identity.ts'
import type { EventLog } from '../log/event-log.ts'
import type { FileSystem } from '../sink/file-system.ts'
import { type ListedDataSets, type ListedPart, listParts } from '../sink/list-parts.ts'

export interface ListingSource {
  readonly log: Pick<EventLog, 'committed'>
  readonly fileSystem: Pick<FileSystem, 'list'>
  readonly identity: PipelineIdentity
}

/**
 * All parts by their partition, listed at once for all of them, and anew where a partition has got further than when they were listed.
 * Keeps one entry a part.
 */
export class ListedParts {
  readonly #source: ListingSource
  #sequences: readonly number[] = []
  #byPartition: ReadonlyMap<number, readonly ListedPart[]> = new Map()

  constructor(source: ListingSource) {
    this.#source = source
  }

  async list(): Promise<ListedDataSets> {
    const { log, fileSystem, identity } = this.#source
    // First what is committed: its parts have their names by then, but those of the last commit, which its checkpoint lists.
    const committed = await log.committed(identity.topic, identity.group)
    this.#sequences = committed.map((position) => (position === null ? 0 : sequenceOf(position.metadata)))
    const listed = await listParts(fileSystem)
    const byPartition = new Map<number, ListedPart[]>()
    for (const part of listed.parts) {
      const others = byPartition.get(part.partition)
      if (others === undefined) byPartition.set(part.partition, [part])
      else others.push(part)
    }
    this.#byPartition = byPartition
    return listed
  }

  /** At least all that were published of a partition before its commit of this number. */
  async of(partition: number, sequence: number): Promise<readonly ListedPart[]> {
    if (sequence > (this.#sequences[partition] ?? 0)) await this.list()
    return this.#byPartition.get(partition) ?? []
  }
}

/** 0 where it cannot be read, so that the parts are listed anew for whoever can read it. */
const sequenceOf = (metadata: string): number => {
  try {
    return decodeReference(metadata, 'committed').sequence
  } catch (error) {
    if (error instanceof CheckpointError) return 0
    throw error
  }
}
