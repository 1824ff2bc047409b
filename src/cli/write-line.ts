import { once } from 'node:events'

/** Writes a line to standard output, waiting while its reader is slower than we are: a long list never piles up in memory. */
export const writeLine = async (line: string): Promise<void> => {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain')
}
