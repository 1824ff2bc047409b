import { describe, expect, it } from 'vitest'
import { pipelineView } from '../../src/cli/pipeline-view.ts'
import { PIPELINE_FLAGS } from '../../src/config/command-flags.ts'
import { readConfig } from '../../src/config.ts'

const viewOf = (log: string) => {
  const command = { name: 'pipeline', summary: '', flags: PIPELINE_FLAGS }
  const env = { TIDELINE_HTTP_TOKEN: 'correct-horse-battery-staple' }
  const read = readConfig(command, ['--log', log, '--grace', '3s', '--group', 'g'], env, () => ({ kind: 'missing' }))
  if (read.kind !== 'config') throw new Error(JSON.stringify(read))
  return pipelineView(read.config, 77)
}

describe('pipelineView', () => {
  it('says where things are and what the windows are, and no secret', () => {
    const view = viewOf('lmdb:some/log')
    expect(view).toMatchObject({ startedAtMs: 77, log: 'lmdb:some/log', group: 'g', graceMs: 3_000, untilEnd: false })
    expect(Object.keys(view).sort()).toEqual(
      [
        ...['build', 'startedAtMs', 'log', 'topic', 'group', 'storage', 'windowSizeMs', 'windowStepMs', 'graceMs'],
        ...['commitIntervalMs', 'untilEnd'],
      ].sort(),
    )
    expect(JSON.stringify(view)).not.toContain('horse')
  })

  it('names brokers as they were given', () => {
    expect(viewOf('kafka://one:9092,two:9093').log).toBe('kafka://one:9092,two:9093')
  })
})
