import { createHash } from 'node:crypto'
import type { CheckpointFile, CheckpointHead } from './checkpoint.ts'
import type { StateChange } from './state-change.ts'

/** Bumped whenever an older or newer program could misread it. */
export const VERSION = 2

/** What ends the first line. A checkpoint is one JSON document, a change a line: so that neither side ever holds all of it as one text. */
export const CHANGES = ',"changes":['

/** The line that closes the document: a file without it is torn. */
export const LAST_LINE = ']}'

/** Characters that are gathered before they are given away: a small checkpoint is one write. */
const GATHERED = 262_144

/**
 * The bytes of a checkpoint, made while they are written: what comes next is encoded when what came before is taken.
 *
 *   {"version":2,"partition":0, ... ,"changes":[
 *   ["pane",1431864000000,[["tenant",[["view",3,1431864001500]]]]],
 *   ["opened",[["tenant","session",1431864001500]]]
 *   ]}
 */
export class EncodedCheckpoint implements Iterable<Buffer> {
  readonly #lines: Iterable<string>
  readonly #hash = createHash('sha256')
  #bytes = 0

  constructor(head: CheckpointHead, changes: Iterable<StateChange>) {
    this.#lines = linesOf(head, changes)
  }

  /** Once only. */
  *[Symbol.iterator](): Iterator<Buffer> {
    let text = ''
    for (const line of this.#lines) {
      text += line
      if (text.length < GATHERED) continue
      yield this.#take(text)
      text = ''
    }
    yield this.#take(text)
  }

  /** What those built on it know of it, when all of it is taken. */
  file(commitId: string): CheckpointFile {
    return { commitId, sha256: this.#hash.digest('hex'), bytes: this.#bytes }
  }

  #take(text: string): Buffer {
    const bytes = Buffer.from(text)
    this.#hash.update(bytes)
    this.#bytes += bytes.length
    return bytes
  }
}

function* linesOf(head: CheckpointHead, changes: Iterable<StateChange>): Generator<string> {
  yield JSON.stringify({ version: VERSION, ...head }).slice(0, -1) + CHANGES
  let between = '\n'
  for (const change of changes) {
    yield between + JSON.stringify(change)
    between = ',\n'
  }
  yield `\n${LAST_LINE}`
}
