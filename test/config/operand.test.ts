import { describe, expect, it } from 'vitest'
import { operand, toggle } from '../../src/config/flag.ts'
import { Place } from '../../src/config/place.ts'
import { readConfig } from '../../src/config.ts'

const line = {
  name: 'dlq show',
  summary: 'Shows.',
  flags: { place: operand('PARTITION:OFFSET', Place, 'where it lies'), raw: toggle('--raw', 'bytes') },
  example: '0:17 --raw',
}
const read = (args: string, env = {}) => readConfig(line, args.split(' ').filter(Boolean), env)
const problems = (...lines: string[]) => ({ kind: 'problems', problems: lines })

describe('an operand', () => {
  it.each(['0:17', '--raw 0:17', '0:17 --raw', '-- 0:17'])('is the one word that is no flag: %s', (args) => {
    expect(read(args)).toEqual({
      kind: 'config',
      config: { place: { partition: 0, offset: 17 }, raw: args.includes('--raw') },
      givenBy: { place: 'PARTITION:OFFSET', ...(args.includes('--raw') && { raw: '--raw' }) },
      warnings: [],
    })
  })

  it('is needed, and comes from no variable', () => {
    const needed = problems('PARTITION:OFFSET: needs a value, a place such as 0:17, a partition and an offset in it')
    expect(read('')).toEqual(needed)
    expect(read('', { '': '0:17', TIDELINE_PLACE: '0:17' })).toEqual(needed)
  })

  it('is one', () => {
    expect(read('0:17 0:18 x')).toEqual(
      problems(
        '"0:18": stray argument, one PARTITION:OFFSET and flags are expected',
        '"x": stray argument, one PARTITION:OFFSET and flags are expected',
      ),
    )
  })

  it.each([
    '17',
    '0:',
    ':1',
    '0:-1',
    'a:b',
    '0:1:2',
    '2147483648:0',
    '0:9007199254740992',
    '0 :1',
    '',
  ])('of a place is not %j', (text) => {
    expect(readConfig(line, [text], {})).toEqual(
      problems(
        `PARTITION:OFFSET: ${JSON.stringify(text)} is not a place such as 0:17, a partition and an offset in it`,
      ),
    )
  })

  it('is not missed where an unknown flag may have taken it', () => {
    expect(read('--frob 0:17')).toEqual(problems('--frob: unknown flag'))
  })

  it('is in the help, with an example', () => {
    const help = read('--help')
    const text = help.kind === 'help' ? help.text : ''
    expect(text).toContain('Usage: npm run dlq -- show PARTITION:OFFSET [flags]\n')
    expect(text).toMatch(/PARTITION:OFFSET +where it lies/)
    expect(text).toMatch(/\n\nExample:\n {2}npm run dlq -- show 0:17 --raw\n$/)
  })
})
