import { type Logger, pino } from 'pino'
import type { LogLevel } from '../config/names.ts'

/** Where log lines go: a file descriptor's stream, or a status line that steps aside for them. */
export interface LineSink {
  write(line: string): unknown
}

/**
 * The program's own log, JSON lines on standard error. Written at once: what a process said before it was killed is there.
 * Give it the status line where there is one, so that the two do not write into each other.
 */
export const createLogger = (level: LogLevel, sink: LineSink = process.stderr): Logger =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, sink)
