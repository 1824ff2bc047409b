import { describe, expect, it } from 'vitest'
import { dashboardFiles } from '../../src/serve/dashboard-files.ts'
import { sourceFiles } from '../support/source-files.ts'

const SOURCES = sourceFiles().filter(({ path }) => path.startsWith('dashboard/'))
/** Ways to make markup or code of a text. */
const UNSAFE =
  /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|srcdoc|setAttribute\('style'/

describe('the files of the dashboard', () => {
  it('are a page, a script, a style sheet and an icon, made once', async () => {
    const files = await dashboardFiles()
    expect([...files].map(([path, { type }]) => [path, type])).toEqual([
      ['/', 'text/html; charset=utf-8'],
      ['/dashboard.js', 'text/javascript; charset=utf-8'],
      ['/dashboard.css', 'text/css; charset=utf-8'],
      ['/favicon.svg', 'image/svg+xml'],
    ])
    expect(await dashboardFiles()).toBe(files)
    for (const { body } of files.values()) expect(body.length).toBeGreaterThan(100)
  })

  it('hold no inline script or style', async () => {
    const page = await text('/')
    expect(page).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:/i)
    expect(page.match(/<script[^>]*>/g)).toEqual(['<script src="/dashboard.js" defer blocking="render">'])
  })

  it('load nothing from elsewhere', async () => {
    for (const path of ['/', '/dashboard.js', '/dashboard.css'])
      expect((await text(path)).match(/https?:\/\/[^\s"')]+/g) ?? []).toEqual([])
  })

  it('never make markup of a text', async () => {
    expect(SOURCES.filter(({ text }) => UNSAFE.test(text)).map(({ path }) => path)).toEqual([])
    expect(await text('/dashboard.js')).not.toMatch(UNSAFE)
  })
})

const text = async (path: string): Promise<string> => Buffer.from((await dashboardFiles()).get(path)!.body).toString()
