import { describe, expect, it } from 'vitest'
import { remembered } from '../../src/dead-letter/remembered.ts'

/** Something new each time that it is made. */
const remembering = () => remembered((name: string) => ({ name }))

describe('what is remembered', () => {
  it('is made once', () => {
    const of = remembering()
    expect(of('a')).toEqual({ name: 'a' })
    expect(of('b')).toEqual({ name: 'b' })
    expect(of('a')).toBe(of('a'))
  })

  it('is forgotten when more come than have room, and made again', () => {
    const of = remembering()
    const first = of('0')
    for (let i = 1; i < 256; i++) of(`${i}`)
    expect(of('0')).toBe(first)
    of('256')
    expect(of('0')).not.toBe(first)
    expect(of('0')).toEqual(first)
  })
})
