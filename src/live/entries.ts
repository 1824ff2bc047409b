/** A map with one entry more, or another in its place. */
export const withEntry = <T>(map: ReadonlyMap<number, T>, key: number, value: T): ReadonlyMap<number, T> =>
  new Map(map).set(key, value)

/** A map without some of its entries. */
export const without = <T>(map: ReadonlyMap<number, T>, keys: readonly number[]): ReadonlyMap<number, T> =>
  new Map([...map].filter(([key]) => !keys.includes(key)))
