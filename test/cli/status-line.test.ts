import { describe, expect, it } from 'vitest'
import { statusLine } from '../../src/cli/status-line.ts'

const ERASE_TO_LINE_END = '\x1b[K'
const ERASE = '␡'

/** A terminal of one screen: what a user would see of the bytes that it is sent. */
const terminal = (columns: number | undefined, isTTY = true) => {
  const written: string[] = []
  const screen = () => {
    const lines = ['']
    let at = 0
    for (const token of written.join('').replaceAll(ERASE_TO_LINE_END, ERASE)) {
      const line = lines.pop()!
      if (token === '\n') {
        lines.push(line, '')
        at = 0
      } else {
        lines.push(
          token === ERASE ? line.slice(0, at) : token === '\r' ? line : line.slice(0, at) + token + line.slice(at + 1),
        )
        at = token === '\r' ? 0 : token === ERASE ? at : at + 1
      }
    }
    return lines
  }
  return {
    isTTY,
    ...(columns === undefined ? {} : { columns }),
    write: (text: string) => written.push(text),
    written,
    screen,
  }
}

describe('a status line', () => {
  it('is written over, a shorter text leaving nothing of a longer one', () => {
    const tty = terminal(80)
    const line = statusLine(tty)
    line.show('half of it done')
    line.show('done')
    expect(tty.screen()).toEqual(['done'])
    line.clear()
    expect(tty.screen()).toEqual([''])
  })

  it('stays below lines that are written for good', () => {
    const tty = terminal(80)
    const line = statusLine(tty)
    line.write('first\n')
    line.show('half of it done')
    line.write('second\n')
    expect(tty.screen()).toEqual(['first', 'second', 'half of it done'])
  })

  it('never fills the last column', () => {
    const tty = terminal(10)
    statusLine(tty).show('0123456789')
    expect(tty.screen()).toEqual(['012345678'])
  })

  it('does not paint the same text twice, nor clear what is not there', () => {
    const tty = terminal(undefined)
    const line = statusLine(tty)
    line.clear()
    line.show('a')
    line.show('a')
    expect(tty.written.length).toBe(1)
  })

  it('shows nothing where there is no terminal, only the lines for good', () => {
    const pipe = terminal(80, false)
    const line = statusLine(pipe)
    line.show('half of it done')
    line.write('first\n')
    line.clear()
    expect(pipe.written).toEqual(['first\n'])
  })
})
