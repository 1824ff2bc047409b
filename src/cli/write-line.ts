import { once } from 'node:events'

/** Writes a line to standard output, waiting while its reader is slower than we are: a long list never piles up in memory. */
export const writeLine = (line: string): Promise<void> => writeBytes(`${line}\n`)

/** The same for bytes as they are, with nothing behind them. */
export const writeBytes = async (bytes: Buffer | string): Promise<void> => {
  if (!process.stdout.write(bytes)) await once(process.stdout, 'drain')
}
