import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What somebody does at the terminal. */
export type Step =
  | { readonly wait: string }
  | { readonly press: string }
  | { readonly resize: readonly [number, number] }
  | { readonly signal: number }
  | { readonly end: true }
  | { readonly do: () => Promise<unknown> }

/** What was written to the terminal, how the command ended, and whether the terminal echoes again. */
export interface TerminalRun {
  readonly output: string
  readonly code: number
  readonly echoes: boolean
}

const SCRIPT = fileURLToPath(new URL('in_a_terminal.py', import.meta.url))
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Runs a command of ours in a pseudo-terminal of Python's, step by step. */
export const inTerminal = async (
  [columns, rows]: readonly [number, number],
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  steps: readonly Step[],
): Promise<TerminalRun> => {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(TIDELINE_|NO_COLOR|FORCE_COLOR|CI$|TERM|COLORTERM)/.test(name)),
  )
  const args = [SCRIPT, `${columns}`, `${rows}`, process.execPath, '--import', 'tsx', ...command]
  const python = spawn('python3', args, {
    cwd: ROOT,
    env: { ...inherited, TERM: 'xterm-256color', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const over = () => python.kill('SIGKILL')
  process.on('exit', over)
  let stderr = ''
  python.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const lines = python.stdout.setEncoding('utf8')[Symbol.asyncIterator]()
  let unread = ''
  const nextLine = async (): Promise<string> => {
    while (!unread.includes('\n')) {
      const { value, done } = await lines.next()
      if (done) throw new Error(`the terminal is gone: ${stderr}`)
      unread += value
    }
    const line = unread.slice(0, unread.indexOf('\n'))
    unread = unread.slice(line.length + 1)
    return line
  }
  try {
    for (const step of steps) {
      if ('do' in step) {
        await step.do()
        continue
      }
      python.stdin.write(`${JSON.stringify(step)}\n`)
      await nextLine()
    }
    python.stdin.end()
    return JSON.parse(await nextLine())
  } finally {
    process.off('exit', over)
    over()
  }
}
