/** What of the windows somebody wants to see. */
export interface WindowsQuery {
  /** Only tenants whose names contain this, whatever its case; '' takes all. */
  readonly search: string
  /** This tenant alone; null takes all. */
  readonly tenant: string | null
  /** How many tenants are listed at most, 1 to 100. */
  readonly top: number
}

/** Takes all: what is known of all together need not be added up. */
export const everyTenant = (): boolean => true

/** Whether a tenant is one of those that the query is about. */
export const tenantMatcher = ({ search, tenant }: WindowsQuery): ((name: string) => boolean) => {
  if (tenant !== null) return (name) => name === tenant
  if (search === '') return everyTenant
  const wanted = search.toLowerCase()
  return (name) => name.toLowerCase().includes(wanted)
}
