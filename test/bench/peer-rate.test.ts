import { describe, expect, it } from 'vitest'
import { peerRate } from './peer-rate.ts'

describe('peerRate', () => {
  it('finds the rate among whatever else was said', () => {
    expect(peerRate('SLF4J: no RATE here\nRATE 320145\n')).toBe(320145)
    expect(peerRate('\u001b[?25h OK ^ RATE 948.5\r\n+ more\n')).toBe(948.5)
  })

  it('knows none where there is none', () => {
    expect(() => peerRate('RATE 17 errors a second\n')).toThrow('it ended without its RATE')
    expect(() => peerRate('')).toThrow('it ended without its RATE')
  })

  it('takes no difference of times that were too short for a rate', () => {
    expect(() => peerRate('RATE -107485\n')).toThrow('its RATE is -107485: too few events to tell')
    expect(() => peerRate('RATE 0\n')).toThrow('too few events to tell')
  })
})
