const NEWLINE = 0x0a

/**
 * Cuts a stream of bytes at each `\n`, and gives the lines that each chunk completes.
 *
 * Nothing else is touched: a `\r` stays, an empty line is a value of no bytes. A `\n` at the end ends the last line, it does not
 * begin another. Keeps one unfinished line, however long.
 */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly Buffer[]> {
  let unfinished: Buffer[] = []
  for await (const chunk of chunks) {
    const lines: Buffer[] = []
    let from = 0
    for (let to = chunk.indexOf(NEWLINE); to !== -1; to = chunk.indexOf(NEWLINE, from)) {
      const end = chunk.subarray(from, to)
      lines.push(unfinished.length === 0 ? end : Buffer.concat([...unfinished, end]))
      unfinished = []
      from = to + 1
    }
    if (from < chunk.length) unfinished.push(chunk.subarray(from))
    if (lines.length > 0) yield lines
  }
  if (unfinished.length > 0) yield [Buffer.concat(unfinished)]
}
