import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadTransform } from '../../src/redrive/load-transform.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tideline-transform-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

let files = 0
const fileWith = async (text: string) => {
  const file = join(folder, `${files++}.mjs`)
  await writeFile(file, text)
  return file
}
const load = async (text: string) => loadTransform(await fileWith(text))

describe('loadTransform', () => {
  it('calls the default export with the value', async () => {
    const transform = await load("export default (value) => Buffer.from(value.toString() + '!')")
    expect(transform(Buffer.from('a'))).toEqual({ kind: 'value', value: Buffer.from('a!') })
  })

  it('takes any bytes, also a part of others, and null', async () => {
    const transform = await load('export default (v) => (v.length > 1 ? new Uint8Array([7, 8, 9]).subarray(1) : null)')
    expect(transform(Buffer.from('ab'))).toEqual({ kind: 'value', value: Buffer.from([8, 9]) })
    expect(transform(Buffer.from('a'))).toEqual({ kind: 'value', value: null })
  })

  it('takes a copy of what it returns: it may use its bytes again', async () => {
    const transform = await load('const s = Buffer.alloc(9); export default (v) => s.subarray(0, v.copy(s))')
    const first = transform(Buffer.from('one'))
    transform(Buffer.from('two'))
    expect(first).toEqual({ kind: 'value', value: Buffer.from('one') })
  })

  it.each([
    ["export default () => { throw new Error('no') }", 'no'],
    ['export default () => { throw Object.create(null) }', 'something that is no text'],
    ["export default () => { throw 'text' }", 'text'],
  ])('says what was thrown: %s', async (text, message) => {
    expect((await load(text))(Buffer.alloc(0))).toEqual({ kind: 'threw', message })
  })

  it.each([
    ['export default async (value) => value', /returned a promise \(it must not be async\).*expected `export default/],
    ['export default () => {}', /returned nothing/],
    ["export default () => 'text'", /returned a string/],
  ])('ends the run on what is neither bytes nor null: %s', async (text, message) => {
    const transform = await load(text)
    expect(() => transform(Buffer.alloc(0))).toThrow(message)
  })

  it.each([
    ['export const transform = (v) => v', /has no function as its default export: expected/],
    ['export default 7', /has no function as its default export/],
    ['export default (', /cannot be loaded/],
  ])('refuses a file without one: %s', async (text, message) => {
    await expect(load(text)).rejects.toThrow(message)
  })

  it('refuses a file that is not there, by its name', async () => {
    await expect(loadTransform('nowhere.mjs')).rejects.toThrow(/^nowhere.mjs cannot be loaded/)
  })
})
