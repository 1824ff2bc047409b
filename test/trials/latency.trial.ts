import { join } from 'node:path'
import { expect, it } from 'vitest'
import { javaAndMaven } from '../support/kafka-jars.ts'
import { ROOT, startNode } from '../torture/program.ts'
import type { LatencyResult } from './run-latency.ts'

const missing = javaAndMaven()
if (missing !== null) console.warn(`npm run latency: on the embedded log only (${missing})`)

/** No machine is so slow: a benchmark is no timed test, this only finds times that cannot be. */
const NEVER_MS = 60_000

it('npm run latency tells what each log took', async () => {
  const flags = [
    '--rate=2000',
    '--seconds=9',
    '--commit-interval=2s',
    '--json',
    ...(missing === null ? ['--kafka=local'] : []),
  ]
  const { ended } = startNode(['--import', 'tsx', join(ROOT, 'test/trials/latency.ts'), ...flags])
  const { code, stdout, lastWords } = await ended
  expect({ code, lastWords }).toEqual({ code: 0, lastWords: '' })
  const { places } = JSON.parse(stdout) as LatencyResult
  expect(places.map(({ log }) => log.split(' ')[0])).toEqual(missing === null ? ['embedded', 'Kafka'] : ['embedded'])
  for (const { visible, published, rows, recordsPerSecond } of places) {
    expect(recordsPerSecond).toBeGreaterThan(500)
    expect(rows).toBeGreaterThan(visible!.count)
    for (const { count, p50, p99, max } of [visible!, published!]) {
      expect(count).toBeGreaterThan(0)
      expect([0, p50, p99, max, NEVER_MS].toSorted((a, b) => a - b)).toEqual([0, p50, p99, max, NEVER_MS])
    }
    expect(published!.p50).toBeGreaterThan(visible!.p50)
  }
})
