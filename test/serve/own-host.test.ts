import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOwnHost } from '../../src/serve/own-host.ts'

const NAMES = ['tideline.example', 'Pipeline']

describe('a Host header', () => {
  it.each([
    ...['127.0.0.1', '127.0.0.1:8080', '10.1.2.3:80', '[::1]', '[::1]:8080', '[2001:db8::7]:8080', '[::ffff:10.0.0.1]'],
    ...['localhost', 'localhost:8080', 'LocalHost:1', 'tideline.example', 'TIDELINE.example:443', 'pipeline:8080'],
  ])('%j is the own one', (host) => {
    expect(isOwnHost(host, NAMES)).toBe(true)
  })

  it.each([
    ...[
      'evil.example',
      'evil.example:8080',
      'localhost.evil.example',
      'evil.localhost',
      'localhost.',
      'tideline.example.',
    ],
    ...[
      '127.0.0.1.evil.example',
      '127.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '127.0.0.1.',
      '::1',
      '[127.0.0.1]',
    ],
    ...[
      'localhost@evil.example',
      'evil.example#localhost',
      'localhost:8080:9',
      'localhost:http',
      'localhost:',
      ' localhost',
    ],
    ...[
      '[::1',
      '::1]',
      '[evil.example]',
      '[::1]x',
      '',
      ':8080',
      'sub.tideline.example',
      '[fe80::1%25eth0]',
      'a, localhost',
    ],
  ])('%j is not', (host) => {
    expect(isOwnHost(host, NAMES)).toBe(false)
  })

  it('that is not there is not', () => {
    expect(isOwnHost(undefined, NAMES)).toBe(false)
  })

  it('that a DNS could answer for is never the own one, but for the names that were given', () => {
    const byName = fc.domain().filter((name) => !NAMES.some((own) => own.toLowerCase() === name.toLowerCase()))
    fc.assert(
      fc.property(byName, fc.option(fc.nat({ max: 65_535 })), (name, port) => {
        expect(isOwnHost(port === null ? name : `${name}:${port}`, NAMES)).toBe(false)
      }),
    )
  })
})
