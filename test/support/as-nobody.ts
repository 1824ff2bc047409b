const NOBODY = 65_534

/**
 * Runs a step as a user who may not write everywhere. Tests on permissions mean nothing to root, who runs them in CI.
 * The modules that the step needs must be loaded before: nobody may not be able to read them.
 */
export const asNobody = async <T>(step: () => Promise<T>): Promise<T> => {
  if (process.getuid?.() !== 0) return step()
  process.seteuid?.(NOBODY)
  try {
    return await step()
  } finally {
    process.seteuid?.(0)
  }
}
