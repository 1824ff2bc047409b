import type { WindowsQuery } from '../../live/windows-view.ts'
import { byId } from '../dom/find.ts'
import { queryOf, queryText, sameQuery } from '../model/query.ts'

/** Typing asks once, when it has paused for so long. */
const PAUSE_MS = 250

export interface QueryForm {
  readonly query: () => WindowsQuery
  readonly chooseTenant: (tenant: string | null) => void
}

/** What is asked for: a part of a name, a tenant, how many. Kept in the page's address, so that it can be handed on; Escape takes it back. */
export const queryForm = (asked: (query: WindowsQuery) => void): QueryForm => {
  const search = byId<HTMLInputElement>('search')
  const top = byId<HTMLSelectElement>('top-n')
  let query = queryOf(location.hash.slice(1))
  let typing: ReturnType<typeof setTimeout> | undefined
  const put = () => {
    if (search.value !== query.search) search.value = query.search
    top.value = String(query.top)
  }
  const ask = (change: Partial<WindowsQuery>) => {
    clearTimeout(typing)
    const next = { ...query, ...change }
    if (sameQuery(query, next)) return
    query = next
    put()
    history.replaceState(null, '', `#${queryText(query)}`)
    asked(query)
  }
  search.addEventListener('input', () => {
    clearTimeout(typing)
    typing = setTimeout(() => ask({ search: search.value, tenant: null }), PAUSE_MS)
  })
  top.addEventListener('change', () => ask({ top: Number(top.value) }))
  byId('query').addEventListener('submit', (event) => {
    event.preventDefault()
    ask({ search: search.value, tenant: null })
  })
  byId('everyone').addEventListener('click', () => ask({ tenant: null }))
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') ask(query.tenant === null ? { search: '' } : { tenant: null })
  })
  put()
  return { query: () => query, chooseTenant: (tenant) => ask({ tenant }) }
}
