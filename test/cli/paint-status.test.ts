import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { paintStatus } from '../../src/cli/paint-status.ts'
import { LiveRun } from '../../src/live/live-run.ts'
import { statusExample } from '../serve/status-example.ts'
import { progress, recovered } from '../workers/reports.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const painted = (visible: boolean, endOffsets: ReadonlyMap<number, number> | null) => {
  const shown: string[] = []
  const line = { visible, show: (text: string) => void shown.push(text), write: () => {}, clear: () => {} }
  const live = new LiveRun(statusExample().pipeline)
  live.heard(recovered(0))
  live.heard(progress(0, 25, 25))
  return { shown, painting: paintStatus(line, live, endOffsets) }
}

describe('paintStatus', () => {
  it('shows how a live run stands, once a second, until it is unsubscribed', () => {
    const { shown, painting } = painted(true, null)
    vi.advanceTimersByTime(2_500)
    expect(shown).toHaveLength(2)
    expect(shown[0]).toMatch(/^0 events\/s {2}lag 0 {2}watermark 1969-12-31T23:59:58Z {2}windows 0/)
    painting.unsubscribe()
    vi.advanceTimersByTime(5_000)
    expect(shown).toHaveLength(2)
  })

  it('shows how far a run to the end is, five times a second', () => {
    const { shown, painting } = painted(true, new Map([[0, 100]]))
    vi.advanceTimersByTime(1_000)
    expect(shown).toHaveLength(5)
    expect(shown[0]).toContain('25%')
    painting.unsubscribe()
  })

  it('makes up nothing where nobody sees it', () => {
    const { shown } = painted(false, null)
    vi.advanceTimersByTime(5_000)
    expect([shown, vi.getTimerCount()]).toEqual([[], 0])
  })
})
