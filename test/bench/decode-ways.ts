import { decodeJson } from '../../src/decode/decode-event.ts'
import { scanEvent } from '../../src/decode/scan-event.ts'
import { parseJson } from './parse-json.ts'
import type { Stage } from './stage.ts'

/** What the first stage does with a value: its fields, where it is plain JSON. */
export const scan = (value: Buffer): void => {
  scanEvent(value)
}

export const eachValue =
  (look: (value: Buffer) => void): Stage['run'] =>
  async (deliveries) => {
    for (const { batch } of deliveries)
      for (let i = 0; i < batch.count; i++) {
        const value = batch.value(i)
        if (value !== null) look(value)
      }
    return null
  }

/** Ways to decode that the pipeline does not take, to hold its own first two stages against. */
export const DECODED_OTHERWISE: readonly Stage[] = [
  { name: 'JSON.parse alone', run: eachValue(parseJson) },
  { name: 'JSON.parse and the codec', run: eachValue((value) => void decodeJson(value)) },
]
