/** A rule that did not hold. */
export interface Violation {
  /** The rule in a sentence, with its number. */
  readonly rule: string
  readonly expected: string
  readonly found: string
}

export type ReportViolation = (rule: string, expected: string, found: string) => void
