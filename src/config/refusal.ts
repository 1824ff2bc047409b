/** Exit codes: how a command ends, for scripts. */
export const EXIT_FAILED = 1
export const EXIT_USAGE = 2

/** The program will not go on, for a reason that its user can act on: the message is all that is shown, without a stack. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly exitCode: number
  constructor(message: string, exitCode: number = EXIT_FAILED, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}
