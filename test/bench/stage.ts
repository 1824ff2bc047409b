import type { Delivery } from '../../src/log/event-log.ts'

/** The way of a record from its beginning up to and with one stage. */
export interface Stage {
  readonly name: string
  /** Sends the records all the way, into an empty folder where they come that far; resolves to how many rows there were, where there are any. */
  readonly run: (deliveries: readonly Delivery[], folder: string) => Promise<number | null>
}
