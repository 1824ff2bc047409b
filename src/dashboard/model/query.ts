import type { WindowsQuery } from '../../live/windows-view.ts'

export const DEFAULT_QUERY: WindowsQuery = { search: '', tenant: null, top: 20 }

/** How many tenants can be asked for. */
export const TOPS = [10, 20, 50, 100] as const

/** What /api/stream is asked for, and what the page's address keeps behind its `#`, so that it can be handed on. */
export const queryText = ({ search, tenant, top }: WindowsQuery): string =>
  new URLSearchParams({
    ...(search === '' ? {} : { search }),
    ...(tenant === null ? {} : { tenant }),
    ...(top === DEFAULT_QUERY.top ? {} : { top: String(top) }),
  }).toString()

/** The query of an address; what is not one is the default. */
export const queryOf = (text: string): WindowsQuery => {
  const given = new URLSearchParams(text)
  const top = TOPS.find((n) => String(n) === given.get('top'))
  return { search: given.get('search') ?? '', tenant: given.get('tenant') || null, top: top ?? DEFAULT_QUERY.top }
}

export const sameQuery = (a: WindowsQuery, b: WindowsQuery): boolean => queryText(a) === queryText(b)
