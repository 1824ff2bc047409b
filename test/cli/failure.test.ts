import { mkdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { failureOf } from '../../src/cli/failure.ts'
import { Refusal } from '../../src/config/refusal.ts'
import { LogError } from '../../src/log/event-log.ts'

const thrownBy = (act: () => unknown): unknown => {
  try {
    return act()
  } catch (error) {
    return error
  }
}

describe('a failure', () => {
  it('is one line where its user can act on it', () => {
    expect(failureOf(new Refusal('The storage belongs to another pipeline.'))).toEqual({
      text: 'The storage belongs to another pipeline.',
      exitCode: 1,
      isDefect: false,
    })
    expect(failureOf(new Refusal('no', 3)).exitCode).toBe(3)
    expect(failureOf(new LogError('unreachable', 'No broker answers.'))).toEqual({
      text: 'No broker answers.',
      exitCode: 1,
      isDefect: false,
    })
    expect(failureOf(new LogError('unauthenticated', 'The broker does not let us in.'))).toEqual({
      text: 'The broker does not let us in.',
      exitCode: 2,
      isDefect: false,
    })
    expect(failureOf(thrownBy(() => readFileSync('/nowhere')))).toEqual({
      text: '/nowhere: no such file or directory (ENOENT)',
      exitCode: 1,
      isDefect: false,
    })
    expect(failureOf(thrownBy(() => mkdirSync('/dev/null/x'))).text).toBe('/dev/null/x: not a directory (ENOTDIR)')
  })

  it('keeps its stack where nobody expected it', () => {
    expect(failureOf(new TypeError('x is not a function')).text).toMatch(
      /^TypeError: x is not a function\n +at .*failure.test.ts/,
    )
    expect(failureOf('a thrown text')).toEqual({ text: 'unexpected: a thrown text', exitCode: 1, isDefect: true })
    expect(failureOf(new TypeError('x')).isDefect).toBe(true)
  })
})
