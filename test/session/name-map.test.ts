import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NameMap, type SessionName } from '../../src/session/name-map.ts'
import { sessionId, tenantId } from '../support/events.ts'

const named = (tenant: string, session: string): SessionName => ({
  tenant: tenantId(tenant),
  sessionId: sessionId(session),
})
const mapOf = (...names: readonly SessionName[]) => {
  const map = new NameMap<SessionName>()
  for (const name of names) map.add(name)
  return map
}

describe('NameMap', () => {
  const [one, other] = [named('a', 's1'), named('b', 's1')]

  it('finds each of two tenants that have the same session id, and no third', () => {
    const map = mapOf(one, other)
    expect(map.get(named('a', 's1'))).toBe(one)
    expect(map.get(named('b', 's1'))).toBe(other)
    expect(map.get(named('c', 's1'))).toBeUndefined()
    expect(map.get(named('a', 's2'))).toBeUndefined()
  })

  it.each([
    ['first', one, other],
    ['second', other, one],
  ])('keeps the other where the %s of two is deleted, and takes it again', (_, gone, stays) => {
    const map = mapOf(one, other)
    map.delete(gone)
    expect([map.get(gone), map.get(stays), map.size]).toEqual([undefined, stays, 1])
    map.add(gone)
    expect([map.get(gone), map.get(stays), map.size]).toEqual([gone, stays, 2])
  })

  it('keeps names apart that run together', () => {
    const names = [
      named('a', 'bc'),
      named('ab', 'c'),
      named('', 'abc'),
      named('__proto__', 's'),
      named('s', '__proto__'),
    ]
    const map = mapOf(...names)
    for (const name of names) expect(map.get({ ...name })).toBe(name)
  })

  it('is a list that is searched, whatever is added and deleted', () => {
    const name = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2', '3'))
    fc.assert(
      fc.property(fc.array(name, { maxLength: 60, size: 'max' }), (names) => {
        const map = mapOf()
        let list: SessionName[] = []
        for (const [tenant, session] of names) {
          const found = list.find((other) => other.tenant === tenant && other.sessionId === session)
          expect(map.get(named(tenant, session))).toBe(found)
          if (found === undefined) {
            const added = named(tenant, session)
            map.add(added)
            list.push(added)
          } else {
            map.delete(found)
            list = list.filter((other) => other !== found)
          }
          expect(map.size).toBe(list.length)
          expect(new Set(map.values())).toEqual(new Set(list))
        }
      }),
    )
  })
})
