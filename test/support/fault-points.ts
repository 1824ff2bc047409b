/** What happens at an operation instead of, in the middle of, or right after doing it. */
export type Fault =
  /** It rejects and is not done. */
  | { readonly fails: Error }
  /** The process dies: this operation and all that come later never answer, and none of the later ones is done. */
  | { readonly kills: 'before' | 'midway' | 'after' }

/** Decides by an operation's name (`link a/b.parquet`, `commit 0`) and its number, from 0. */
export type FaultPlan = (operation: string, n: number) => Fault | null

/**
 * The operations of one process on its files and its log, in order, each of them a place where a test lets something go wrong.
 * Several fakes that belong to one process share one of these.
 */
export class FaultPoints {
  readonly operations: string[] = []
  plan: FaultPlan
  /** What the n-th operation waits for before it is done; null: nothing. */
  pause: (n: number) => Promise<void> | null = () => null
  /** Resolved once the process was killed. */
  readonly died: Promise<void>
  #isDead = false
  #die = () => {}

  constructor(plan: FaultPlan = () => null) {
    this.plan = plan
    this.died = new Promise((resolve) => {
      this.#die = resolve
    })
  }

  /** Does an operation, if the plan lets it. `half` is what a kill midway leaves; without it an operation is done or not. */
  async run<T>(operation: string, whole: () => T, half: () => void = () => {}): Promise<T> {
    if (this.#isDead) return never()
    const n = this.operations.push(operation) - 1
    const pause = this.pause(n)
    if (pause !== null) await pause
    const fault = this.plan(operation, n)
    if (fault === null) return whole()
    if ('fails' in fault) throw fault.fails
    if (fault.kills === 'midway') half()
    if (fault.kills === 'after') whole()
    this.#isDead = true
    this.#die()
    return never()
  }
}

const never = <T>(): Promise<T> => new Promise(() => {})

/** The operation whose name begins so fails, each time. */
export const failing = (operation: string, error: Error): FaultPlan => {
  return (name) => (name.startsWith(operation) ? { fails: error } : null)
}

/** The process dies at its n-th operation, from 0. */
export const killedAt = (n: number, kills: 'before' | 'midway' | 'after'): FaultPlan => {
  return (_, at) => (at === n ? { kills } : null)
}

/** An error as the operating system gives it. */
export const systemError = (code: string, path = 'x'): NodeJS.ErrnoException =>
  Object.assign(new Error(`${code}: made up by the test, '${path}'`), { code, path })
