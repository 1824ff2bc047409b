import { decodeEvent } from '../../src/decode/decode-event.ts'
import { scanEvent } from '../../src/decode/scan-event.ts'
import type { RecordBatch } from '../../src/log/record-batch.ts'
import { parseJson } from './parse-json.ts'
import type { Stage } from './stage.ts'

type Look = (batch: RecordBatch, index: number) => void

/** What the first stage does with a value: its fields, where it is plain JSON. */
export const scan: Look = (batch, i) => {
  scanEvent(batch.valueBytes(i), batch.valueFrom(i), batch.valueTo(i))
}

export const eachRecord =
  (look: Look): Stage['run'] =>
  async (deliveries) => {
    for (const { batch } of deliveries) for (let i = 0; i < batch.count; i++) look(batch, i)
    return null
  }

/** Ways to decode that the pipeline does not take, to hold its own first two stages against. */
export const DECODED_OTHERWISE: readonly Stage[] = [
  { name: 'JSON.parse alone', run: eachRecord((batch, i) => parseJson(batch.value(i) ?? NO_BYTES)) },
  {
    name: 'JSON.parse and the codec',
    run: eachRecord((batch, i) => void decodeEvent(batch.value(i), batch.timestampMs(i), { maxFutureMs: 300_000 })),
  },
]

const NO_BYTES = Buffer.alloc(0)
