import type { Random } from '../../src/produce/random.ts'

const NOTHING = Buffer.alloc(0)

/**
 * The bytes of a file. Where a sync failed, what was written before is marked clean by the kernel and never written again: it looks
 * fine until the power is lost, whatever later syncs say (fsyncgate).
 */
export class SimFile {
  /** What a reader sees. */
  content: Buffer = NOTHING
  /** What its writer meant it to hold. */
  intended: Buffer | null = null
  #state: 'durable' | 'dirty' | 'dropped' = 'durable'

  /** Writes the first `length` of these bytes, behind what was written before. */
  write(bytes: Uint8Array, length = bytes.length): void {
    const written = this.content
    this.intended = Buffer.concat([written, bytes])
    this.content = this.intended.subarray(0, written.length + length)
    this.#state = 'dirty'
  }

  get isWhole(): boolean {
    return this.intended !== null && this.content.equals(this.intended)
  }

  sync(): void {
    if (this.#state === 'dirty') this.#state = 'durable'
  }

  failSync(): void {
    if (this.#state === 'dirty') this.#state = 'dropped'
  }

  /** Bytes that are not durable stay, if they were not dropped; or there are none, or some, or zeros where some were. */
  losePower(random: Random): void {
    if (this.#state === 'durable') return
    const whole = this.content
    const torn = whole.subarray(0, random.below(whole.length + 1))
    const outcomes = [NOTHING, torn, Buffer.concat([torn, Buffer.alloc(whole.length - torn.length)]), whole]
    this.content = outcomes[random.below(this.#state === 'dropped' ? 3 : 4)]!
    this.#state = 'durable'
  }
}
