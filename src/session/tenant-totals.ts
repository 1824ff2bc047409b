import type { TenantId } from '../event/event.ts'

/** The tenant's completed sessions so far; the sum is exact, being whole ms below 2^53. */
export interface TenantTotal {
  readonly tenant: TenantId
  readonly sessions: number
  readonly totalMs: number
}

interface Total extends TenantTotal {
  /** How many savings came before it. */
  readonly savings: number
}

/**
 * What each tenant's mean is made of. A tenant's total is a new object with each session, so that what was given to be saved stays as it
 * was. Keeps one entry a tenant that ever completed a session, and for the next saving the names of those that changed since the last.
 */
export class TenantTotals {
  readonly #totals = new Map<TenantId, Total>()
  #savings = 0
  #changed: TenantId[] = []

  constructor(saved: readonly (readonly [tenant: TenantId, sessions: number, totalMs: number])[] = []) {
    for (const [tenant, sessions, totalMs] of saved)
      this.#totals.set(tenant, { tenant, sessions, totalMs, savings: -1 })
  }

  get(tenant: TenantId): TenantTotal | undefined {
    return this.#totals.get(tenant)
  }

  /** Adds a session; returns the tenant's total with it. */
  add(tenant: TenantId, durationMs: number): TenantTotal {
    const before = this.#totals.get(tenant)
    const { sessions, totalMs } = before ?? { sessions: 0, totalMs: 0 }
    const total = { tenant, sessions: sessions + 1, totalMs: totalMs + durationMs, savings: this.#savings }
    this.#totals.set(tenant, total)
    if (before === undefined || before.savings < this.#savings) this.#changed.push(tenant)
    return total
  }

  /** All totals, or those that changed since it was called last. */
  save(what: 'whole' | 'changes'): readonly TenantTotal[] {
    const totals = what === 'whole' ? [...this.#totals.values()] : this.#changed.map((name) => this.#totals.get(name)!)
    this.#savings++
    this.#changed = []
    return totals
  }
}
