import { gzipSync } from 'node:zlib'
import type { Column, ColumnType, ColumnValue, RowContext } from './data-set.ts'
import { encodeDeltas, WIDEST_SPAN } from './encode-deltas.ts'
import { encodeIndices } from './encode-indices.ts'
import { encodePlain } from './encode-plain.ts'
import type { Scratch } from './scratch.ts'
import { ValueDictionary } from './value-dictionary.ts'

export type Encoding = 'PLAIN' | 'RLE_DICTIONARY' | 'DELTA_BINARY_PACKED'

/** Some of a column's values as they lie in the file. */
export interface Page {
  readonly encoding: Encoding
  readonly values: number
  readonly bytes: Buffer
  /** How long they were before they were compressed. */
  readonly rawBytes: number
}

/** All of a column: its pages in their order, and the dictionary that some of them refer to. */
export interface EncodedColumn {
  readonly name: string
  readonly type: ColumnType
  readonly codec: 'GZIP' | 'UNCOMPRESSED'
  readonly dictionary: Page | null
  readonly pages: readonly Page[]
  /** The least and the greatest of whole numbers; null for all else. */
  readonly range: Range | null
}

export interface Range {
  readonly least: number
  readonly greatest: number
}

/** What level 6 takes off besides is 2 % of session_stats and costs it 0.4 us a row. */
const GZIP = { level: 1 }
/** A column is compressed if that makes its first page as much smaller. */
const WORTH = 3 / 4

/**
 * Encodes one column, page by page, each in the way that is small for its type: whole numbers as deltas, text and doubles by a dictionary
 * while they repeat. GZIP is for what that leaves long, so most columns need none. Keeps the encoded pages and the dictionary.
 */
export class ColumnEncoder<Row> {
  readonly #column: Column<Row>
  readonly #context: RowContext
  readonly #scratch: Scratch
  readonly #dictionary = new ValueDictionary()
  readonly #pages: Page[] = []
  #codec: EncodedColumn['codec'] | null = null
  #range: Range | null = null

  constructor(column: Column<Row>, context: RowContext, scratch: Scratch) {
    this.#column = column
    this.#context = context
    this.#scratch = scratch
  }

  /** The next page, of at least one row. */
  add(rows: readonly Row[]): void {
    this.#pages.push(this.#encode(rows))
  }

  /** The column as a whole, behind the last page. */
  finish(): EncodedColumn {
    const { name, type } = this.#column
    const distinct = this.#dictionary.values()
    const dictionary = distinct.length === 0 ? null : this.#plain(distinct)
    return { name, type, codec: this.#codec ?? 'UNCOMPRESSED', dictionary, pages: this.#pages, range: this.#range }
  }

  #encode(rows: readonly Row[]): Page {
    switch (this.#column.type) {
      case 'UTF8':
        return this.#repeating(this.#valuesOf(rows))
      case 'DOUBLE':
        return this.#repeating(this.#numbersOf(rows))
      case 'INT32':
      case 'INT64':
      case 'TIMESTAMP_MILLIS':
        return this.#wholeNumbers(this.#numbersOf(rows))
      case 'BOOLEAN':
        return this.#plain(this.#valuesOf(rows))
    }
  }

  #valuesOf(rows: readonly Row[]): ColumnValue[] {
    const { value } = this.#column
    return rows.map((row) => value(row, this.#context))
  }

  /** Half the time of an array of numbers, which are objects where they have more than 31 bits. */
  #numbersOf(rows: readonly Row[]): Float64Array {
    const { value } = this.#column
    const numbers = this.#scratch.numbers(rows.length)
    for (let i = 0; i < rows.length; i++) numbers[i] = value(rows[i]!, this.#context) as number
    return numbers
  }

  #repeating(values: ArrayLike<ColumnValue>): Page {
    const indices = this.#dictionary.indicesOf(values, this.#scratch)
    if (indices === null) return this.#plain(values)
    return this.#page('RLE_DICTIONARY', values.length, encodeIndices(indices, this.#dictionary.size, this.#scratch))
  }

  #wholeNumbers(values: Float64Array): Page {
    const { least, greatest } = rangeOf(values)
    this.#range = {
      least: Math.min(least, this.#range?.least ?? least),
      greatest: Math.max(greatest, this.#range?.greatest ?? greatest),
    }
    if (greatest - least > WIDEST_SPAN) return this.#plain(values)
    return this.#page('DELTA_BINARY_PACKED', values.length, encodeDeltas(values, this.#scratch))
  }

  #plain(values: ArrayLike<ColumnValue>): Page {
    return this.#page('PLAIN', values.length, encodePlain(this.#column.type, values, this.#scratch))
  }

  #page(encoding: Encoding, values: number, raw: Buffer): Page {
    const compressed = this.#codec === 'UNCOMPRESSED' ? raw : gzipSync(raw, GZIP)
    this.#codec ??= compressed.length < raw.length * WORTH ? 'GZIP' : 'UNCOMPRESSED'
    // A copy: the scratch is used again, and zlib's answer lies in 16 KiB however short it is.
    const bytes = Buffer.from(this.#codec === 'GZIP' ? compressed : raw)
    return { encoding, values, bytes, rawBytes: raw.length }
  }
}

const rangeOf = (values: Float64Array): Range => {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  return { least, greatest }
}
