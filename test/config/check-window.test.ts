import { describe, expect, it } from 'vitest'
import { checkWindow } from '../../src/config/check-window.ts'
import { PIPELINE_FLAGS } from '../../src/config/command-flags.ts'
import { readConfig } from '../../src/config.ts'

const line = { name: 'pipeline', summary: '', flags: PIPELINE_FLAGS, check: checkWindow }
const read = (args: string, env = {}) => readConfig(line, args.split(' ').filter(Boolean), env)

describe('a window and its step', () => {
  it.each([
    '',
    '--window 10s --step 3s',
    '--window 1s --step 1s',
    '--window 1ms --step 1ms',
    '--window 1h --step 36s',
    '--window 10s --step 3333ms',
  ])('may be %j', (args) => {
    expect(read(args).kind).toBe('config')
  })

  it.each([
    ['--step 11s', '--step: 11000 ms is longer than --window, 10000 ms'],
    ['--window 1s', '--step: 2000 ms is longer than --window, 1000 ms'],
    ['--window 1h --step 1s', '--step: each event would be in 3600 windows of --window, and 100 is the most'],
    [
      '--window 1h --step 59.999s',
      '--step: 59999 ms has no more than 1 ms in common with --window, 3600000 ms: that makes 3600000 panes a window, and 10000 is the most',
    ],
    ['--window 0s', '--window: "0s" is not a duration from 1ms'],
    ['--step 0.5ms', '--step: "0.5ms" is not a duration from 1ms'],
    ['--window ten', '--window: "ten" is not a duration'],
  ])('may not be %j', (args, problem) => {
    expect(read(args)).toEqual({ kind: 'problems', problems: [expect.stringContaining(problem)] })
  })

  it('names the variable that it came by', () => {
    expect(read('', { TIDELINE_STEP: '1m' })).toEqual({
      kind: 'problems',
      problems: [expect.stringMatching(/^TIDELINE_STEP: 60000 ms is longer than --window/)],
    })
  })
})
