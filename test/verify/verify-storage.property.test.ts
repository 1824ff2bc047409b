import { rm } from 'node:fs/promises'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { randomLines } from './random-lines.ts'
import { rewritePart } from './rewrite-part.ts'
import { expectNone, partsOf, verifyFolder } from './verify-fixture.ts'

const { send, untilEnd, verify, at } = verifyFolder()
let runs = 0

it('whatever the pipeline is given and told, its storage is as the log says, until one row is taken away', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        seed: fc.nat(1_000_000),
        counts: fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 3 }),
        partitions: fc.constantFrom(1, 2, 3),
        grace: fc.constantFrom('0s', '2s', '40s'),
        window: fc.constantFrom(['10s', '2s'], ['10s', '3s'], ['7s', '7s'], ['1s', '300ms']),
        commitRows: fc.constantFrom('1', '100', '100000'),
        sessionTimeout: fc.constantFrom('3s', '24h'),
        maxOpen: fc.constantFrom('2', '1000'),
        removed: fc.nat(),
      }),
      async ({ seed, counts, partitions, grace, window, commitRows, sessionTimeout, maxOpen, removed }) => {
        const name = `run-${runs++}`
        const sessions = ['--session-timeout', sessionTimeout, '--max-open-sessions', maxOpen]
        const windows = ['--grace', grace, '--window', window[0]!, '--step', window[1]!]
        for (const [i, count] of counts.entries()) {
          await send(name, partitions, randomLines(seed + i, count))
          await untilEnd(name, name, [...windows, ...sessions, '--commit-rows', commitRows])
        }
        expectNone(await verify(name))

        const parts = await partsOf(at(name), 'rolling_window_results')
        if (parts.length > 0) {
          await rewritePart('rolling_window_results', parts[removed % parts.length]!, (rows) => rows.slice(1))
          expect((await verify(name)).differences.total).toBe(2) // the window, and the books of the commit
        }
        await rm(at(name), { recursive: true })
      },
    ),
    { numRuns: 20 },
  )
}, 120_000)
