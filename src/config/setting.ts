/** A setting that is taken. */
export interface Setting {
  readonly value: unknown
  /** What its user should know all the same. */
  readonly warning: string | null
}
