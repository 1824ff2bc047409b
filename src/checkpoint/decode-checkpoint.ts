import { CheckpointError, type CheckpointHead } from './checkpoint.ts'
import { CHANGES, LAST_LINE, VERSION } from './encode-checkpoint.ts'
import type { SavedPartition } from './saved-partition.ts'
import type { StateChange } from './state-change.ts'

/** A checkpoint's file, read. */
export interface DecodedCheckpoint {
  readonly head: CheckpointHead
  /** Parsed when it is its turn, a line at a time. */
  readonly changes: Iterable<StateChange>
}

/** A checkpoint of version 1 is one text with the whole state. */
interface FirstVersion extends Omit<CheckpointHead, 'builtOn' | 'state'> {
  readonly state: SavedPartition
}

/** @throws CheckpointError of another version; SyntaxError where the bytes are no checkpoint. */
export const decodeCheckpoint = (bytes: Buffer, path: string): DecodedCheckpoint => {
  const endOfLine = bytes.indexOf('\n')
  const firstLine = bytes.toString('utf8', 0, endOfLine < 0 ? bytes.length : endOfLine)
  const isOpen = firstLine.endsWith(CHANGES)
  const { version, changes: _, ...head } = JSON.parse(isOpen ? `${firstLine}]}` : bytes.toString('utf8'))
  if (version === VERSION) return { head, changes: changesIn(bytes, endOfLine + 1) }
  if (version === 1) return decodeFirstVersion(head)
  throw new CheckpointError(
    `the checkpoint ${path} has version ${version}, and this program reads versions 1 and ${VERSION}: go on with the program that wrote ` +
      'it, or with one that reads both',
  )
}

const decodeFirstVersion = ({ state, ...summary }: FirstVersion): DecodedCheckpoint => {
  const { windows, sessions, ...small } = state
  return {
    head: { ...summary, builtOn: [], state: { ...small, closedToMs: windows.closedToMs, openFromMs: null } },
    changes: [
      ...windows.panes.map(([startMs, counts]) => ['pane', startMs, counts] as const),
      ['opened', sessions.open],
      ['waiting', sessions.waiting],
      ['totals', sessions.totals],
    ],
  }
}

const COMMA = 0x2c

/** The lines up to the last one, which closes the document. @throws SyntaxError where that is missing: the file is torn. */
function* changesIn(bytes: Buffer, from: number): Generator<StateChange> {
  let start = from
  for (let end = bytes.indexOf('\n', from); end >= 0; end = bytes.indexOf('\n', start)) {
    if (end > start) yield JSON.parse(bytes.toString('utf8', start, bytes[end - 1] === COMMA ? end - 1 : end))
    start = end + 1
  }
  if (bytes.toString('utf8', start) !== LAST_LINE) throw new SyntaxError('a checkpoint that does not end')
}
