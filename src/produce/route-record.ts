import { isUtf8 } from 'node:buffer'
import { TenantId } from '../event/event.ts'
import { partitionOf } from '../log/partition-of.ts'

/** Where a record goes. */
export interface Route {
  /** The tenant as UTF-8; null where it cannot be read. */
  readonly key: Buffer | null
  readonly partition: number
}

/**
 * The key and partition of a record by its value (E6): a tenant keeps to one partition, whoever produces. A value whose tenant
 * cannot be read is spread by its own bytes.
 *
 * Takes any bytes and never throws: whether the value is an event is for the pipeline to say, and only the tenant is looked at.
 */
export const routeRecord = (value: Buffer, partitions: number): Route => {
  const tenant = readTenant(value)
  const key = tenant === null ? null : Buffer.from(tenant)
  return { key, partition: partitionOf(key ?? value, partitions) }
}

const readTenant = (value: Buffer): TenantId | null => {
  // toString would turn bad bytes into U+FFFD, and two tenants into one.
  if (value.length === 0 || !isUtf8(value)) return null
  try {
    // JSON may be null, which has no fields.
    const tenant: unknown = JSON.parse(value.toString())?.tenant_id
    return TenantId.is(tenant) ? tenant : null
  } catch {
    return null
  }
}
