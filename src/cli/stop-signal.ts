/** Shells' code of a program that SIGINT ended. */
const EXIT_INTERRUPTED = 130

/** npm hands Ctrl-C on to a process that has had it from the terminal: the same wish, twice within moments. */
const SAME_WISH_MS = 1_000

/**
 * Aborted by the first SIGINT or SIGTERM, for a clean stop. A further one, more than a second later, ends the process at once:
 * its user does not want to wait.
 */
export const stopSignal = (): AbortSignal => {
  const controller = new AbortController()
  let askedAtMs = Number.POSITIVE_INFINITY
  const stop = () => {
    if (performance.now() - askedAtMs > SAME_WISH_MS) process.exit(EXIT_INTERRUPTED)
    if (!controller.signal.aborted) askedAtMs = performance.now()
    controller.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return controller.signal
}
