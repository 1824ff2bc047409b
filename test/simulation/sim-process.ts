import { ReplaySubject } from 'rxjs'
import type { TimerOwner } from './virtual-clock.ts'

/** Something that a process asked for and waits for. The world says when it is done, if ever. */
export interface Operation {
  readonly owner: SimProcess
  readonly name: string
  readonly isReady: () => boolean
  /** Does it and answers. Returns what came of it in a few words. */
  readonly perform: () => string
  /** What the death of the process makes of it; null: it never was. */
  readonly abandon: () => string | null
}

interface AskOptions {
  readonly isReady?: () => boolean
  readonly abandon?: () => string | null
}

/**
 * A process as its operating system sees it: what it waits for. It only ever runs between two operations, so to freeze it is to let
 * none of them happen, and to kill it is to forget them all.
 */
export class SimProcess implements TimerOwner {
  readonly name: string
  readonly stop$ = new ReplaySubject<void>(1)
  isFrozen = false
  isDead = false
  /** Its pipeline is over; what it had begun besides may still go on. */
  isOver = false
  /** The epoch with which it last took each partition. */
  readonly takings = new Map<{ readonly epoch: number }, number>()
  readonly #operations = new Set<Operation>()

  constructor(name: string) {
    this.name = name
  }

  get isAwake(): boolean {
    return !this.isFrozen && !this.isDead
  }

  /** Somebody else has taken one of its partitions since. */
  get isFenced(): boolean {
    return [...this.takings].some(([partition, epoch]) => partition.epoch !== epoch)
  }

  ready(): Operation[] {
    return this.isAwake ? [...this.#operations].filter(({ isReady }) => isReady()) : []
  }

  ask<T>(name: string, effect: () => T, { isReady = always, abandon = nothing }: AskOptions = {}): Promise<T> {
    return new Promise((resolve, reject) => {
      const perform = () => {
        this.#operations.delete(operation)
        try {
          resolve(effect())
          return 'ok'
        } catch (error) {
          reject(error)
          return wordsOf(error)
        }
      }
      const operation: Operation = { owner: this, name, isReady, perform, abandon }
      if (!this.isDead) this.#operations.add(operation)
    })
  }

  /** It is no more. Returns what became of what it waited for. */
  die(): string[] {
    this.isDead = true
    const left = [...this.#operations].flatMap(({ name, abandon }) => {
      const words = abandon()
      return words === null ? [] : [`${name}: ${words}`]
    })
    this.#operations.clear()
    return left
  }
}

const always = () => true
const nothing = () => null

const wordsOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException
  return code ?? message
}
