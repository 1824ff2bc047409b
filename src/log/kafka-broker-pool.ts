/** The part of kafkajs' pool of brokers that is put right here. */
interface BrokerPool {
  readonly brokers: Readonly<Record<string, Broker>>
  readonly seedBroker?: Broker
  removeBroker(address: { readonly host: string; readonly port: number }): void
}

interface Broker {
  disconnect(): Promise<void>
}

const brokersOf = ({ brokers, seedBroker }: BrokerPool) =>
  new Set([...Object.values(brokers), ...(seedBroker === undefined ? [] : [seedBroker])])

/**
 * Lets a pool of kafkajs close what it removes. It holds two connections a broker; when one is cut it forgets both, and the other
 * stays open with its timer: nobody closes it any more, and the process never ends.
 */
export const closeRemovedBrokers = (prototype: BrokerPool): void => {
  const { removeBroker } = prototype
  prototype.removeBroker = function removeAndClose(this: BrokerPool, address) {
    const before = brokersOf(this)
    removeBroker.call(this, address)
    const after = brokersOf(this)
    for (const broker of before) if (!after.has(broker)) broker.disconnect().catch(() => {})
  }
}
