import type { StatusView, WorkerView } from '../../live/status-view.ts'
import { count } from './numbers.ts'
import { numberCell, type Row, wordsCell } from './row.ts'
import { UNKNOWN, words } from './value.ts'

/** How each worker is, and which partitions it has. */
export const workerRows = ({ workers, partitions }: StatusView): readonly Row[] =>
  workers.map((worker) => ({
    key: String(worker.worker),
    tone: worker.state === 'dead' ? 'bad' : undefined,
    cells: [
      numberCell('worker', count(worker.worker)),
      wordsCell('state', words(worker.state, worker.state === 'dead' ? 'bad' : undefined)),
      numberCell('pid', worker.pid === null ? words(UNKNOWN) : { text: String(worker.pid), value: worker.pid }),
      numberCell('partitions', partitionsOf(worker, partitions)),
      wordsCell('how', words(worker.how ?? UNKNOWN)),
    ],
  }))

const partitionsOf = ({ worker }: WorkerView, partitions: StatusView['partitions']) => {
  const own = partitions.filter((partition) => partition.worker === worker).map(({ partition }) => partition)
  return { text: own.length === 0 ? 'none' : own.join(', '), value: own.length }
}
