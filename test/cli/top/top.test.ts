import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { hasPythonModules } from '../../support/python.ts'
import { runCommand } from '../../support/run-command.ts'
import { inTerminal } from '../../support/terminal-run.ts'
import { viewWith } from './live-view.ts'
import { asStream, eventOf, serving } from './view-server.ts'

const ENTER = '\u001b[?1049h'
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l'
const HOSTILE = '\u001b[2J\u001b]0;owned\u0007\u202eacme'

/** Streams a view each 100 ms to whoever asks; what it was asked, and everybody who listens. */
const pipelineOf = async (view = viewWith()) => {
  const asked: string[] = []
  const clients = new Set<ServerResponse>()
  const { url, close } = await serving((request, response) => {
    asked.push(request.url!)
    clients.add(asStream(response))
    const timer = setInterval(() => response.write(eventOf(view)), 100)
    response.on('close', () => {
      clearInterval(timer)
      clients.delete(response)
    })
  })
  return { url, close, asked, clients }
}

describe('top --once', { timeout: 30_000 }, () => {
  it('prints one view as plain text, with what was asked for', async () => {
    const { url, asked } = await pipelineOf()
    const { code, stdout, stderr } = await runCommand('top', '--once', '--url', url, '--search', 'ac', '--tenants', '3')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(asked).toEqual(['/api/stream?search=ac&top=3'])
    expect(stdout).toMatch(/^tideline 0\.2\.0 .*\nREADY {2}nothing is wrong\n/)
    expect(stdout).toMatch(/\nCOMMITS [\s\S]*\n$/)
    expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
  })

  it('is what happens where standard output is no terminal', async () => {
    const { url } = await pipelineOf()
    expect((await runCommand('top', '--url', url)).stdout).toContain('READY')
  })

  it('prints the view as one line of JSON that no terminal obeys', async () => {
    const { url } = await pipelineOf(viewWith({}, { tenants: [HOSTILE, 'globex'] }))
    const { code, stdout } = await runCommand('top', '--once', '--json', '--url', url)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^[^\n]*\n$/)
    expect(stdout.trimEnd()).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
    expect(JSON.parse(stdout).windows.tenants).toEqual([HOSTILE, 'globex'])
  })

  it('fails with one line where there is nothing to see', async () => {
    const { url, close } = await pipelineOf()
    await close()
    expect(await runCommand('top', '--once', '--url', url)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `nothing listens at ${url}\n`,
    })
    const silent = await serving((_, response) => asStream(response).end())
    expect((await runCommand('top', '--once', '--url', silent.url)).stderr).toBe(
      `${silent.url} ended its stream without a view\n`,
    )
  })

  it('sends the token of the variable or the file, and says what is wrong with flags', async () => {
    const tokens: unknown[] = []
    const { url } = await serving(({ headers }, response) => {
      tokens.push(headers.authorization)
      response.writeHead(401).end()
    })
    const folder = await mkdtemp(join(tmpdir(), 'tideline-top-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const file = join(folder, 'token')
    await writeFile(file, 'a-token-of-its-own\n', { mode: 0o600 })
    const run = await runCommand('top', '--once', '--url', url, '--http-token-file', file)
    expect(run).toMatchObject({ code: 1, stderr: `${url} does not take this token\n` })
    expect(tokens).toEqual(['Bearer a-token-of-its-own'])
    const other = await runCommand('top', '--once', '--url', url, '--http-token-file', 'package.json')
    expect(other).toMatchObject({ code: 2, stdout: '' })
    expect(other.stderr).not.toContain('esbuild')
    expect(tokens.length).toBe(1)
    const { code, stderr } = await runCommand('top', '--json', '--url', 'http://user:pw@h/', '--tenants', '0')
    expect(code).toBe(2)
    expect(stderr.split('\n')).toEqual([
      '--url: "http://***@h/" is not an address such as http://127.0.0.1:8080',
      '--tenants: "0" is not a whole number from 1 to 100',
      '--json: only with --once',
      'npm run top -- --help lists the flags.',
      '',
    ])
  })
})

describe.runIf(hasPythonModules('pty'))('top in a terminal', { timeout: 60_000 }, () => {
  const top = (url: string, ...more: readonly string[]) => ['src/cli/top.ts', '--url', url, ...more]

  it('shows views on the other screen in colours, follows its size, and gives everything back at q', async () => {
    const { url, clients } = await pipelineOf()
    const { output, code, echoes } = await inTerminal([80, 24], top(url), {}, [
      { wait: ENTER },
      { wait: 'READY' },
      { wait: 'SESSIONS' },
      { resize: [60, 12] },
      { wait: '127.…' },
      { press: '\u001b[A\u001bOQ' },
      { wait: 'READY' },
      { press: 'q' },
      { end: true },
    ])
    expect({ code, echoes }).toEqual({ code: 0, echoes: true })
    expect(output).toContain('\u001b[32mREADY\u001b[0m')
    expect(output.endsWith(LEAVE)).toBe(true)
    expect(output.split(ENTER).length).toBe(2)
    await expect.poll(() => clients.size).toBe(0)
  })

  it.each([
    ['Ctrl-C', { press: '\u0003' }],
    ['SIGTERM', { signal: 15 }],
    ['SIGINT', { signal: 2 }],
  ])('ends at %s with 0, too', async (_, step) => {
    const { url } = await pipelineOf()
    const steps = [{ wait: 'READY' }, step, { end: true as const }]
    const { output, code, echoes } = await inTerminal([80, 24], top(url), {}, steps)
    expect({ code, echoes, isLeft: output.endsWith(LEAVE) }).toEqual({ code: 0, echoes: true, isLeft: true })
  })

  it('has no colours where somebody asks for none, and no escape sequence but its own', async () => {
    const { url } = await pipelineOf(viewWith({}, { tenants: [HOSTILE, '東京'.repeat(40)], types: [HOSTILE, 'x'] }))
    const steps = [{ wait: 'COMMITS' }, { press: 'q' }, { end: true as const }]
    const { output } = await inTerminal([60, 60], top(url), { NO_COLOR: '1' }, steps)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what it may write
    const left = output.replace(/\u001b\[(\?1049[hl]|\?25[hl]|\?7[hl]|H|K|J)|\r\n/g, '')
    expect(left).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
    expect(left).toContain('·[2J·]0;owned··acme')
  })

  it('waits for a pipeline that is not there yet, says that it lost one, and finds it again', async () => {
    const first = await pipelineOf()
    const port = new URL(first.url).port
    const again = createServer((_, response) => {
      asStream(response).write(eventOf(viewWith({ records: 4_321 })))
    })
    const { output, code } = await inTerminal([100, 30], top(first.url), {}, [
      { wait: 'READY' },
      { do: first.close },
      { wait: 'STALE' },
      { wait: `nothing listens at ${first.url}; tried for` },
      { do: () => new Promise<void>((resolve) => again.listen(Number(port), '127.0.0.1', resolve)) },
      { wait: '4,321 records' },
      { wait: 'Nothing comes from' },
      { press: 'q' },
      { end: true },
    ])
    again.closeAllConnections()
    again.close()
    expect(code).toBe(0)
    expect(output.endsWith(LEAVE)).toBe(true)
  })

  it('gives the terminal back before it says that it is refused', async () => {
    const { url } = await serving((_, response) => response.writeHead(401).end())
    const { output, code, echoes } = await inTerminal([80, 24], top(url), {}, [{ wait: ENTER }, { end: true }])
    expect({ code, echoes }).toEqual({ code: 1, echoes: true })
    expect(output.slice(output.indexOf(LEAVE))).toContain(`${LEAVE}${url} wants a token`)
  })
})
