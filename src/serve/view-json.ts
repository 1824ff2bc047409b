/** A view as JSON; a map becomes its entries, `[[name, value], ...]`, so that no name is ever a member's. */
export const viewJson = (view: unknown): string =>
  JSON.stringify(view, (_, value: unknown) => (value instanceof Map ? [...value] : value))
