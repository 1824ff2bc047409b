import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askedWindows } from '../../src/serve/api-query.ts'
import { HOSTILE_NAMES } from './hostile-names.ts'

const asked = (query: string) => askedWindows(new URLSearchParams(query))

describe('what a URL asks of the windows', () => {
  it('is the twenty tenants with the most, unless it says otherwise', () => {
    expect(asked('')).toEqual({ query: { search: '', tenant: null, top: 20 } })
    expect(asked('top=100&tenant=a&search=B')).toEqual({ query: { search: 'B', tenant: 'a', top: 100 } })
  })

  it('may be any name', () => {
    const name = fc.oneof(
      fc.constantFrom(...HOSTILE_NAMES),
      fc.string({ unit: 'grapheme-composite', minLength: 1, maxLength: 100 }),
    )
    fc.assert(
      fc.property(name, name, fc.integer({ min: 1, max: 100 }), (search, tenant, top) => {
        fc.pre([...search].length <= 256 && [...tenant].length <= 256 && search.isWellFormed() && tenant.isWellFormed())
        const query = new URLSearchParams({ search, tenant, top: String(top) })
        expect(asked(query.toString())).toEqual({ query: { search, tenant, top } })
      }),
    )
  })

  it('counts a name by its characters (E2)', () => {
    expect(asked(`tenant=${'🌊'.repeat(256)}`)).toHaveProperty('query')
    expect(asked(`tenant=${'🌊'.repeat(257)}`)).toHaveProperty('error')
  })

  it.each([
    ['top=0', 'top is a number from 1 to 100'],
    ['top=101', 'top is a number from 1 to 100'],
    ['top=1e2', 'top is a number from 1 to 100'],
    ['top=-1', 'top is a number from 1 to 100'],
    ['top=', 'top is a number from 1 to 100'],
    ['top=%201', 'top is a number from 1 to 100'],
    ['tenant=', 'tenant is a name of 1 to 256 characters'],
    [`search=${'x'.repeat(257)}`, 'search is no longer than 256 characters'],
    ['top=1&top=2', 'a parameter is there once'],
    ['tenat=acme', 'there are the parameters search, tenant and top'],
    ['__proto__=1', 'there are the parameters search, tenant and top'],
  ])('%s is none: %s', (query, error) => {
    expect(asked(query)).toEqual({ error })
  })
})
