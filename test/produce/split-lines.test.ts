import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitLines } from '../../src/produce/split-lines.ts'

const split = async (...chunks: readonly (string | Buffer)[]): Promise<Buffer[]> => {
  const lines: Buffer[] = []
  const stream = (async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk)
  })()
  for await (const some of splitLines(stream)) lines.push(...some)
  return lines
}
const texts = async (...chunks: readonly string[]) => (await split(...chunks)).map(String)

describe('lines', () => {
  it.each([
    ['nothing', [''], []],
    ['a last line without an end', ['a\nb'], ['a', 'b']],
    ['a last line with its end', ['a\nb\n'], ['a', 'b']],
    ['one empty line', ['\n'], ['']],
    ['empty lines', ['\n\na\n\n'], ['', '', 'a', '']],
    ['a carriage return, which stays', ['a\r\nb\rc\r'], ['a\r', 'b\rc\r']],
    ['ends between chunks', ['a', '\n', 'b\n', '', 'c'], ['a', 'b', 'c']],
    ['a line over many chunks', ['a', 'b', 'c\nd'], ['abc', 'd']],
  ])('of %s', async (_, chunks, lines) => {
    expect(await texts(...chunks)).toEqual(lines)
  })

  it('joined again are the bytes that came, wherever these were cut', async () => {
    const anyByte = fc.oneof(fc.constant(0x0a), fc.constant(0x0d), fc.integer({ min: 0, max: 255 }))
    const anyChunk = fc.array(anyByte, { maxLength: 20 }).map((bytes) => Buffer.from(bytes))
    await fc.assert(
      fc.asyncProperty(fc.array(anyChunk, { maxLength: 10 }), async (chunks) => {
        const lines = await split(...chunks)
        const all = Buffer.concat(chunks)
        const ended = all.length === 0 || all.at(-1) === 0x0a
        const joined = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]))
        expect(joined).toEqual(ended ? all : Buffer.concat([all, Buffer.from('\n')]))
        for (const line of lines) expect(line.includes(0x0a)).toBe(false)
      }),
    )
  })

  it('may be of 10 MB', async () => {
    const chunks = new Array<Buffer>(160).fill(Buffer.alloc(65_536, 'x'))
    const lines = await split(...chunks, '\n', 'y')
    expect(lines.map((line) => line.length)).toEqual([160 * 65_536, 1])
  })
})
