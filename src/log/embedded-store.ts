import { randomUUID } from 'node:crypto'
import { type Observable, Subject } from 'rxjs'
import {
  type About,
  acquireEnvironment,
  type Databases,
  releaseEnvironment,
  transactionError,
} from './embedded-environment.ts'
import { LogError } from './event-log.ts'

/** One handle on the embedded log's databases. */
export interface EmbeddedStore extends Omit<Databases, 'about'> {
  readonly path: string
  readonly identity: string
  /** Emits once, when this handle is closed. */
  readonly closed$: Observable<void>
  /**
   * Lets the reads that follow see what other processes have committed: lmdb keeps one snapshot for a whole turn of the event
   * loop. Call it before reading outside of a transaction.
   * @throws LogError `unreachable` once closed.
   */
  refresh(): void
  /** All that the action puts, or nothing; resolved when it is on disk. A throw of the action comes back as it was thrown. */
  transaction<T>(action: () => T): Promise<T>
  /** Waits for what was written. May be called twice. */
  close(): Promise<void>
}

/** The layout of keys and values in this file's neighbours; raise it when they change. */
const FORMAT = 1

/** @throws LogError `unreachable` where the directory cannot be made or opened; `unsupported` where its format is another. */
export const openStore = async (path: string): Promise<EmbeddedStore> => {
  const environment = await acquireEnvironment(path)
  const { root, databases } = environment
  const closed$ = new Subject<void>()
  let closed: Promise<void> | null = null

  const refresh = () => {
    if (closed !== null) throw new LogError('unreachable', `The event log in ${path} was closed by this process.`)
    root.resetReadTxn()
  }
  const transaction = async <T>(action: () => T): Promise<T> => {
    refresh()
    // A child transaction: the only kind in which lmdb undoes what was put before a throw.
    return root.childTransaction(action).catch(async (error: unknown) => {
      throw await transactionError(path, error)
    })
  }
  const close = () => {
    if (closed === null) {
      closed = releaseEnvironment(environment)
      closed$.next()
    }
    return closed
  }

  try {
    const { about, ...kept } = databases
    const identity = identityOf(path, about.get('log') ?? (await transaction(() => describeOnce(databases))))
    return { ...kept, path, identity, closed$, refresh, transaction, close }
  } catch (error) {
    await close()
    throw error
  }
}

const describeOnce = ({ about }: Databases): About => {
  const described = about.get('log') ?? { identity: randomUUID(), format: FORMAT }
  about.put('log', described)
  return described
}

const identityOf = (path: string, { identity, format }: About): string => {
  if (format === FORMAT) return identity
  const problem = `has format ${format}; this program knows format ${FORMAT}`
  throw new LogError(
    'unsupported',
    `The event log in ${path} ${problem}. Use the program that made it, or another path.`,
  )
}
