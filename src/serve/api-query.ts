import type { WindowsQuery } from '../live/windows-view.ts'

/** A name is no longer (E2). */
const LONGEST_NAME = 256
const MOST_TENANTS = 100
const TENANTS_UNLESS_ASKED = 20
const NAMES: ReadonlySet<string> = new Set(['search', 'tenant', 'top'])

/** What a URL asks for, or in words why nobody can tell. */
export type AskedWindows = { readonly query: WindowsQuery } | { readonly error: string }

/** `?search=&tenant=&top=`, each once or not at all; any other parameter may be one of them misspelt. */
export const askedWindows = (parameters: URLSearchParams): AskedWindows => {
  const names = [...parameters.keys()]
  if (names.some((name) => !NAMES.has(name))) return { error: 'there are the parameters search, tenant and top' }
  if (new Set(names).size < names.length) return { error: 'a parameter is there once' }
  const search = parameters.get('search') ?? ''
  const tenant = parameters.get('tenant')
  const top = parameters.get('top') ?? String(TENANTS_UNLESS_ASKED)
  if ([...search].length > LONGEST_NAME) return { error: `search is no longer than ${LONGEST_NAME} characters` }
  if (tenant !== null && (tenant === '' || [...tenant].length > LONGEST_NAME))
    return { error: `tenant is a name of 1 to ${LONGEST_NAME} characters` }
  if (!/^\d{1,3}$/.test(top) || Number(top) < 1 || Number(top) > MOST_TENANTS)
    return { error: `top is a number from 1 to ${MOST_TENANTS}` }
  return { query: { search, tenant, top: Number(top) } }
}
