/** What one of several processes has of a topic where no coordinator deals the partitions out: those whose number divided by `of` leaves `index`. */
export interface Share {
  readonly index: number
  readonly of: number
}

/** All of it. */
export const WHOLE: Share = { index: 0, of: 1 }

export const isInShare = (partition: number, { index, of }: Share): boolean => partition % of === index
