import { openEmbeddedLog } from '../../src/log/embedded-log.ts'
import { texts } from './contract/fixture.ts'

/**
 * A producer in a process of its own: appends the numbers on from `first`, `size` a time, `times` times, and says on its
 * standard output how many were appended for good.
 */
const [path = '', topic = '', first = '0', size = '1', times = '1'] = process.argv.slice(2)

const log = await openEmbeddedLog(path)
let next = Number(first)
for (let round = 0; round < Number(times); round++) {
  await log.append(topic, texts(Array.from({ length: Number(size) }, (_, i) => `${next + i}`)))
  next += Number(size)
  process.stdout.write(`${next}\n`)
}
await log.close()
