import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { memoryOf } from './process-memory.ts'
import { ProcessTree } from './process-tree.ts'

const WAIT = 'setInterval(() => {}, 1000)'
/** Starts one that waits, says its pid, and waits too. */
const PARENT = `
  const { spawn } = require('node:child_process')
  console.log(spawn(process.execPath, ['-e', ${JSON.stringify(WAIT)}]).pid)
  ${WAIT}`

const family = async () => {
  const parent = spawn(process.execPath, ['-e', PARENT], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [said] = await once(parent.stdout, 'data')
  return { parent, child: Number(said) }
}

const untilGone = async (pid: number) => {
  for (let i = 0; i < 200 && memoryOf(pid) !== null; i++) await sleep(20)
  return memoryOf(pid) === null
}

describe.runIf(process.platform === 'linux')('ProcessTree', () => {
  it('adds up a process and its children', async () => {
    const { parent, child } = await family()
    const tree = new ProcessTree(parent.pid!)
    const alone = tree.memory()!
    tree.look()
    const both = tree.memory()!
    tree.kill()
    expect(both.rssMb).toBeGreaterThan(alone.rssMb + 10)
    expect(await untilGone(child)).toBe(true)
  })

  it('ends those whose parent has ended', async () => {
    const { parent, child } = await family()
    const tree = new ProcessTree(parent.pid!)
    tree.look()
    parent.kill('SIGKILL')
    await once(parent, 'exit')
    expect(memoryOf(child)).not.toBeNull()
    tree.kill()
    expect(await untilGone(child)).toBe(true)
    expect(tree.memory()).toBeNull()
  })
})
