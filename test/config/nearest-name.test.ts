import { describe, expect, it } from 'vitest'
import { nearestName } from '../../src/config/nearest-name.ts'

const KNOWN = ['grace', 'commit-interval', 'commit-rows', 'http-hosts', 'http-token-file', '--json', '--log']

describe('the nearest name', () => {
  it.each([
    ['grac', 'grace'],
    ['Grace', 'grace'],
    ['comit-intreval', 'commit-interval'],
    ['commitrows', 'commit-rows'],
    ['http-token', 'http-token-file'],
    ['--jsno', '--json'],
  ])('of %s is %s', (name, nearest) => {
    expect(nearestName(name, KNOWN)).toBe(nearest)
  })

  it.each(['', 'x', 'window', '--xyz', '__proto__', 'x'.repeat(1e6)])('of %.10s is none', (name) => {
    expect(nearestName(name, KNOWN)).toBeNull()
  })
})
