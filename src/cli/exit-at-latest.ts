/**
 * Ends the process with this code after `afterMs` at the latest: for an end that is to be clean, and may hang on what it has to end for. Keeps no
 * process alive that ends earlier.
 */
export const exitAtLatest = (code: number, afterMs: number): void => {
  setTimeout(() => process.exit(code), afterMs).unref()
}
