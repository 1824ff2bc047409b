/** The part of a kafkajs consumer's membership that is put right here. */
interface Membership {
  readonly groupId: string
  memberId: string | null
  /** The broker that coordinates the group. Its connection comes again with each request, also when the pool has dropped it. */
  coordinator: { disconnect(): Promise<void> } | null
  readonly cluster: { readonly brokerPool: { readonly brokers: Readonly<Record<string, unknown>> } }
  connect(): Promise<void>
  joinAndSync(): Promise<void>
  leave(): Promise<void>
}

/** Members of this process that could not leave their group, by group. Few: each is taken by the next one to join. */
const lost = new Map<string, string[]>()

const remember = ({ groupId, memberId }: Pick<Membership, 'groupId' | 'memberId'>): void => {
  if (memberId !== null) lost.set(groupId, [...(lost.get(groupId) ?? []), memberId])
}

/**
 * Lets a membership that lost the brokers, and so could not leave its group, be taken up by the next one of this process. As a new
 * member it would have to wait until the session of the one that it was has run out. A group that has forgotten it says so, and
 * kafkajs then joins as a new one.
 */
export const joinAgainAsBefore = (prototype: Membership): void => {
  const { connect, joinAndSync, leave } = prototype
  const joined = new WeakSet<Membership>()
  prototype.connect = async function connectAsBefore(this: Membership) {
    await connect.call(this)
    this.memberId ??= lost.get(this.groupId)?.pop() ?? null
  }
  prototype.joinAndSync = async function joinOrRemember(this: Membership) {
    try {
      await joinAndSync.call(this)
      joined.add(this)
    } catch (error) {
      if (!joined.has(this)) remember(this) // kafkajs does not leave a group that it never was in
      throw error
    }
  }
  prototype.leave = async function leaveOrRemember(this: Membership) {
    const { groupId, memberId } = this
    try {
      await leave.call(this)
    } catch (error) {
      remember({ groupId, memberId })
      throw error
    } finally {
      await close(this.coordinator)
    }
  }
}

/** Lets a membership close the coordinator that it no longer asks and that the pool has dropped: it would stay connected for ever. */
export const closeFormerCoordinator = (prototype: Membership): void => {
  const { joinAndSync } = prototype
  prototype.joinAndSync = async function joinAndClose(this: Membership) {
    const former = this.coordinator
    try {
      await joinAndSync.call(this)
    } finally {
      const isHeld = Object.values(this.cluster.brokerPool.brokers).includes(former)
      if (former !== this.coordinator && !isHeld) void close(former)
    }
  }
}

const close = async (coordinator: Membership['coordinator']): Promise<void> => coordinator?.disconnect().catch(() => {})
