import type { Observable } from 'rxjs'
import { LogError, type LogTransaction, type PartitionClaim, type TakenPartition } from '../../src/log/event-log.ts'
import type { CommitFate } from './faults.ts'
import { type LogAccess, request } from './log-access.ts'
import { simulatedDeliveries } from './sim-deliveries.ts'
import type { SimPartition } from './sim-log.ts'

/** A claim on a partition, each step of which is an operation that the world may delay, fail or never answer. */
export const simulatedClaim = (
  access: LogAccess,
  partition: SimPartition,
  revoked$: Observable<void>,
): PartitionClaim => {
  const { process, log, report, isCoordinated } = access
  const name = `p${partition.number}`
  let isOurs = true
  revoked$.subscribe(() => {
    isOurs = false
  })
  const refuseRevoked = (what: string) => {
    if (!isOurs)
      report('R5: who was told that a partition is not its own leaves it alone', 'nothing', `${process.name} ${what}`)
  }
  return {
    partition: partition.number,
    revoked$,
    isCoordinated,
    take: async () => {
      refuseRevoked(`fences ${name}`)
      const epoch = await request(access, `fence ${name}`, () => log.fence(partition))
      process.takings.set(partition, epoch)
      const committed = await request(access, `read offset ${name}`, () => partition.committed)
      const taking = { access, partition, name, epoch }
      return {
        committed,
        startOffset: partition.startOffset,
        endOffset: partition.startOffset + partition.values.length,
        isOurs: () => request(access, `ask who has ${name}`, () => partition.epoch === epoch),
        batches: (fromOffset) => simulatedDeliveries(access, partition, fromOffset),
        commit: (transaction) => {
          refuseRevoked(`commits ${name}`)
          return commit(taking, transaction)
        },
        close: () => request(access, `close ${name}`, () => {}),
      } satisfies TakenPartition
    },
  }
}

interface Taking {
  readonly access: LogAccess
  readonly partition: SimPartition
  readonly name: string
  readonly epoch: number
}

const commit = ({ access, partition, name, epoch }: Taking, transaction: LogTransaction): Promise<void> => {
  const { process, log, faults, tally } = access
  const effect = () => {
    const fate = faults.commit()
    if (fate === 'later') log.commitLater(partition, epoch, transaction)
    else if (fate !== 'lost') log.commit(partition, epoch, transaction)
    if (fate === 'lost') tally.add('unknown outcomes, never applied')
    if (fate === 'applied') tally.add('unknown outcomes, applied')
    if (fate !== 'answered') throw new LogError('unreachable', UNKNOWN[fate])
  }
  const abandon = () => {
    if (epoch !== partition.epoch || faults.cut(1) === 0) return null
    log.commitLater(partition, epoch, transaction)
    return 'on its way'
  }
  return process.ask(`commit ${name} to ${transaction.nextOffset}`, effect, { abandon })
}

const UNKNOWN: Readonly<Record<Exclude<CommitFate, 'answered'>, string>> = {
  lost: 'unreachable, not applied',
  applied: 'unreachable, applied',
  later: 'unreachable, on its way',
}
