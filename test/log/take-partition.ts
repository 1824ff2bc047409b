import { openEmbeddedLog } from '../../src/log/embedded-log.ts'
import { deliveriesOf, joinAlone } from './contract/fixture.ts'

/**
 * A consumer in a process of its own: takes the partition, reads from 0, unsubscribes, and has to end by itself, though it does
 * not close the log.
 */
const [path = '', topic = '', group = ''] = process.argv.slice(2)

const log = await openEmbeddedLog(path)
const { claim, leave } = await joinAlone(log, topic, group)
const taken = await claim.take()
const reading = deliveriesOf(taken, 0).subscribe(({ release }) => release())
await new Promise((resolve) => setTimeout(resolve, 100))
reading.unsubscribe()
leave()
await taken.close()
