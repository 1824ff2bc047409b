/**
 * Room for what is being encoded, one page of one column after the other: new room for each kept the collector busy, which takes up to
 * 100 ms in one go. Whoever asks for some is done with it before the same is asked for again. What is in it is left over. Keeps the most
 * that was asked for.
 */
export class Scratch {
  #numbers = new Float64Array(0)
  #indices = new Uint32Array(0)
  #bytes = Buffer.alloc(0)

  numbers(length: number): Float64Array {
    if (this.#numbers.length < length) this.#numbers = new Float64Array(length)
    return this.#numbers.subarray(0, length)
  }

  indices(length: number): Uint32Array {
    if (this.#indices.length < length) this.#indices = new Uint32Array(length)
    return this.#indices.subarray(0, length)
  }

  bytes(length: number): Buffer {
    if (this.#bytes.length < length) this.#bytes = Buffer.allocUnsafeSlow(length)
    return this.#bytes.subarray(0, length)
  }
}
