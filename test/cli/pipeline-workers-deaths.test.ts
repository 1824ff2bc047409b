import { readdir, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { eventJson } from '../support/events.ts'
import { deathsIn, logLines, withoutLogLines } from '../support/log-lines.ts'
import { occurrencesOf } from '../support/published.ts'
import { pipelineFolder } from './pipeline-fixture.ts'

const { at, produce, untilEnd, start, rowsOf } = pipelineFolder()

/** Runs it to the end in two workers, with a module loaded before the program. */
const runPreloaded = async (storage: string, log: string, module: string) => {
  process.env.NODE_OPTIONS = `--import=${new URL(`../support/${module}`, import.meta.url)}`
  const running = start(storage, log, '--until-end', '--workers', '2', '--log-level', 'debug')
  delete process.env.NODE_OPTIONS
  return running.ended
}

describe('pipeline, whose workers die,', { timeout: 120_000, concurrent: true }, () => {
  it('gives up where they die again and again, and says in one line which one and what to do', async () => {
    await produce('doomed-log', '--partitions', '2', '--rate', '0', '--count', '100')
    const { code, stdout, stderr } = await runPreloaded('doomed', 'doomed-log', 'die-as-worker.mjs')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(withoutLogLines(stderr)).toMatch(
      /^worker [01] died 6 times within 5 minutes, and is not started again\. The last time it was killed by SIGKILL\. .+\n$/,
    )
    expect(deathsIn(stderr).length).toBeGreaterThanOrEqual(6)
    expect(await untilEnd('doomed', 'doomed-log')).toMatchObject({ records: 100 })
  })

  it('makes dead letters of records that kill them, and goes on by itself, however many there are (R7)', async () => {
    const lines = Array.from({ length: 200 }, (_, i) => eventJson(i * 100, { event_type: `type_${i}` }))
    for (const i of [70, 150]) lines[i] = eventJson(i * 100, { event_type: `venomous_${i}` })
    await writeFile(at('events.ndjson'), `${lines.join('\n')}\n`)
    await produce('poisoned-log', '--file', at('events.ndjson'), '--partitions', '2')
    const { code, stderr } = await runPreloaded('poisoned', 'poisoned-log', 'die-at-poison.mjs')
    expect({ code, stderr: withoutLogLines(stderr) }).toEqual({ code: 0, stderr: '' })
    // One tenant, so one partition and one worker: more deaths than are allowed where nothing comes of them.
    expect(deathsIn(stderr)).toHaveLength(6)
    expect(new Set(deathsIn(stderr)).size).toBe(1)
    const condemnations = logLines(stderr).filter(({ msg }) => msg.startsWith('records that killed the process'))
    expect(condemnations.at(0)).toMatchObject({ offsets: [70] })
    expect(condemnations.at(-1)).toMatchObject({ offsets: [70, 150] })
    expect(occurrencesOf(await rowsOf('poisoned', 'rolling_window_results'))).toBe(198 * 5)
    expect(await untilEnd('poisoned', 'poisoned-log')).toMatchObject({ records: 0 })
  })

  it('does not start again a worker that refuses to go on: the run fails with its line', async () => {
    await produce('spoilt-log', '--partitions', '2', '--rate', '0', '--count', '100')
    await untilEnd('spoilt', 'spoilt-log')
    const [checkpoint] = await readdir(at('spoilt/.checkpoints'))
    await writeFile(at(`spoilt/.checkpoints/${checkpoint}`), '{}')
    const { code, stderr } = await start('spoilt', 'spoilt-log', '--workers', '2', '--log-level', 'debug').ended
    expect(code).toBe(1)
    expect(withoutLogLines(stderr)).toMatch(
      new RegExp(`^.*\\.checkpoints/${checkpoint} is not as it was committed \\(sha256\\).*\\n$`),
    )
    expect(logLines(stderr).filter(({ msg }) => msg === 'worker starting')).toHaveLength(2)
  })
})
