/** What to do about errors of the operating system that pass when somebody, or time, makes room (R8). */
const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: make room on it',
  EDQUOT: 'the disk quota is used up: make room, or raise it',
  EIO: "the disk reports an I/O error: look into the system's log",
  EMFILE: 'this process has too many files open: raise its limit (ulimit -n)',
  ENFILE: 'the system has too many files open: raise its limit (fs.file-max)',
  EROFS: 'the file system is mounted read-only: mount it writable',
  EACCES: 'this user may not write there: change the permissions',
  EPERM: 'this user may not write there: change the permissions',
}

/**
 * What is wrong with the disk and what to do, in one line, where an error is one that may pass by itself (R8); null for any other error,
 * which trying again would not mend.
 */
export const diskTrouble = (error: unknown): string | null => {
  if (!(error instanceof Error)) return null
  const { code = '', path, syscall } = error as NodeJS.ErrnoException
  const remedy = Object.hasOwn(REMEDIES, code) ? REMEDIES[code] : undefined
  if (remedy === undefined) return null
  const where = path === undefined ? '' : `, ${path}`
  return `the storage cannot be written (${code}${syscall === undefined ? '' : ` at ${syscall}`}${where}): ${remedy}`
}
