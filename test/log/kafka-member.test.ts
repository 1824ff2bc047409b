import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { closeFormerCoordinator, joinAgainAsBefore } from '../../src/log/kafka-member.ts'

const coordinator = () => ({
  closed: 0,
  async disconnect() {
    this.closed++
  },
})

/** What kafkajs has of a membership, as far as it is replaced; each step fails as long as it is told to. */
class FakeMembership {
  memberId: string | null = null
  coordinator: ReturnType<typeof coordinator> | null = null
  readonly cluster = { brokerPool: { brokers: {} as Record<string, unknown> } }
  failing = false
  readonly groupId: string
  constructor(groupId: string) {
    this.groupId = groupId
  }
  async connect() {}
  async joinAndSync() {
    this.coordinator = coordinator()
    if (this.failing) throw new Error('no coordinator')
    this.memberId ??= randomUUID()
  }
  async leave() {
    if (this.failing) throw new Error('no broker')
    this.memberId = null
  }
}
joinAgainAsBefore(FakeMembership.prototype)
closeFormerCoordinator(FakeMembership.prototype)

const joinedIn = async (groupId: string) => {
  const membership = new FakeMembership(groupId)
  await membership.connect()
  await membership.joinAndSync()
  return membership
}

describe('a membership behind one that lost the brokers', () => {
  it('is the same member', async () => {
    const group = randomUUID()
    const before = await joinedIn(group)
    before.failing = true
    await expect(before.leave()).rejects.toThrow('no broker')
    expect((await joinedIn(group)).memberId).toBe(before.memberId)
    expect((await joinedIn(group)).memberId).not.toBe(before.memberId)
  })

  it('hands that on when it cannot join itself', async () => {
    const group = randomUUID()
    const before = await joinedIn(group)
    before.failing = true
    await expect(before.leave()).rejects.toThrow()
    const between = new FakeMembership(group)
    await between.connect()
    between.failing = true
    await expect(between.joinAndSync()).rejects.toThrow('no coordinator')
    expect((await joinedIn(group)).memberId).toBe(before.memberId)
  })

  it('is another member where that one could leave', async () => {
    const group = randomUUID()
    const before = await joinedIn(group)
    const { memberId } = before
    await before.leave()
    expect((await joinedIn(group)).memberId).not.toBe(memberId)
  })
})

describe('a coordinator that is asked no more', () => {
  it('is closed, unless the pool still has it', async () => {
    const membership = await joinedIn(randomUUID())
    const dropped = membership.coordinator
    await membership.joinAndSync()
    const held = membership.coordinator
    membership.cluster.brokerPool.brokers[1] = held
    await membership.joinAndSync()
    expect([dropped?.closed, held?.closed]).toEqual([1, 0])
  })

  it('is closed when the group is left', async () => {
    const membership = await joinedIn(randomUUID())
    await membership.leave()
    expect(membership.coordinator?.closed).toBe(1)
  })
})
