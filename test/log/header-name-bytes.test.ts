import { describe, expect, it } from 'vitest'
import { headerNameBytes } from '../../src/log/header-name-bytes.ts'

describe('headerNameBytes', () => {
  it('is UTF-8, made once for each of the first names, and right for all that come after', () => {
    expect(headerNameBytes('trace-é🌊')).toEqual(Buffer.from('trace-é🌊'))
    expect(headerNameBytes('trace-é🌊')).toBe(headerNameBytes('trace-é🌊'))
    const names = Array.from({ length: 2_000 }, (_, n) => `name ${n}`)
    for (const name of [...names, ...names]) expect(headerNameBytes(name).toString()).toBe(name)
    expect(headerNameBytes('name 1999')).not.toBe(headerNameBytes('name 1999'))
  })
})
