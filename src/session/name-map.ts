import type { SessionId, TenantId } from '../event/event.ts'

export interface SessionName {
  readonly tenant: TenantId
  readonly sessionId: SessionId
}

/**
 * One value a session. Looked up by its id alone, which few tenants share, and only then by its tenant: a string of both, made, hashed and
 * compared for each look, took three times as long and kept 60 bytes more a session.
 *
 *   by id    s1 -> (a, s1)   s2 -> (b, s2)     the first tenant with that id
 *   others   b -> s1 -> (b, s1)                whoever else has it: as fast, also where all tenants count from 1
 */
export class NameMap<T extends SessionName> {
  readonly #byId = new Map<SessionId, T>()
  readonly #others = new Map<TenantId, Map<SessionId, T>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  get({ tenant, sessionId }: SessionName): T | undefined {
    const first = this.#byId.get(sessionId)
    if (first?.tenant === tenant) return first
    return this.#others.size === 0 ? undefined : this.#others.get(tenant)?.get(sessionId)
  }

  /** Its name must not be there. */
  add(value: T): void {
    const { tenant, sessionId } = value
    this.#size++
    if (!this.#byId.has(sessionId)) {
      this.#byId.set(sessionId, value)
      return
    }
    const ofTenant = this.#others.get(tenant)
    if (ofTenant === undefined) this.#others.set(tenant, new Map([[sessionId, value]]))
    else ofTenant.set(sessionId, value)
  }

  /** A value that is there. */
  delete(value: T): void {
    const { tenant, sessionId } = value
    this.#size--
    if (this.#byId.get(sessionId) === value) {
      this.#byId.delete(sessionId)
      return
    }
    const ofTenant = this.#others.get(tenant)
    ofTenant?.delete(sessionId)
    if (ofTenant?.size === 0) this.#others.delete(tenant)
  }

  *values(): Iterable<T> {
    yield* this.#byId.values()
    for (const ofTenant of this.#others.values()) yield* ofTenant.values()
  }
}
