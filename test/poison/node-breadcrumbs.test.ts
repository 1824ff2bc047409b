import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Breadcrumb } from '../../src/poison/breadcrumb.ts'
import { nodeBreadcrumbs } from '../../src/poison/node-breadcrumbs.ts'

const BREADCRUMB: Breadcrumb = {
  at: { from: 9_007_199_254_740_000, to: 9_007_199_254_740_990, deaths: 1 },
  condemned: [1],
}

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tideline-breadcrumbs-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('nodeBreadcrumbs', () => {
  it('has none at first', () => {
    expect(nodeBreadcrumbs(folder).read(0)).toBeNull()
  })

  it('keeps the last one of each partition for the next process', () => {
    const breadcrumbs = nodeBreadcrumbs(folder)
    breadcrumbs.write(0, { at: null, condemned: Array.from({ length: 100 }, (_, i) => i) })
    breadcrumbs.write(0, BREADCRUMB)
    breadcrumbs.write(1, { at: null, condemned: [] })
    const next = nodeBreadcrumbs(folder)
    expect(next.read(0)).toEqual(BREADCRUMB)
    expect(next.read(1)).toEqual({ at: null, condemned: [] })
  })

  it('writes over one that is longer than what it has written itself', async () => {
    await mkdir(join(folder, '.breadcrumbs'))
    const long: Breadcrumb = { at: null, condemned: Array.from({ length: 1_000 }, (_, i) => i) }
    await writeFile(join(folder, '.breadcrumbs/p0.json'), JSON.stringify(long))
    const breadcrumbs = nodeBreadcrumbs(folder)
    breadcrumbs.write(0, { at: null, condemned: [] })
    expect(breadcrumbs.read(0)).toEqual({ at: null, condemned: [] })
  })

  it.each([
    '',
    '{"at":',
    'null',
    '{"at":{"from":1},"condemned":[]}',
    '{"at":null,"condemned":["x"]}',
  ])('takes %j for none', async (text) => {
    await mkdir(join(folder, '.breadcrumbs'))
    await writeFile(join(folder, '.breadcrumbs/p0.json'), text)
    expect(nodeBreadcrumbs(folder).read(0)).toBeNull()
  })

  it('goes on without where the disk takes none', async () => {
    await writeFile(join(folder, '.breadcrumbs'), 'in the way')
    nodeBreadcrumbs(folder).write(0, BREADCRUMB)
    expect(await readFile(join(folder, '.breadcrumbs'), 'utf8')).toBe('in the way')
  })
})
