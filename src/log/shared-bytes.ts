/** The bytes that many records lie in, to be read one by one or four at a time. */
export interface SharedBytes {
  readonly bytes: Buffer
  readonly view: DataView
}

export const sharedBytes = (bytes: Buffer): SharedBytes => ({
  bytes,
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
})
