import { describe, expect, it } from 'vitest'
import { SLOTS, Slots } from '../../src/look/slots.ts'

const STEP_MS = 2_000
const YEAR_9999_MS = 253_370_764_800_000

/** Slots at a time that the test sets; windows by their number, counted in steps. */
const slotsAt = () => {
  const clock = { nowMs: 0 }
  const slots = new Slots(STEP_MS, () => clock.nowMs)
  const news: number[] = []
  return {
    clock,
    news,
    take: (window: number) => slots.slotOf(window * STEP_MS, (slot) => news.push(slot)),
    recent: () => slots.recent().map(({ startMs }) => startMs / STEP_MS),
    all: () => slots.all().map(({ startMs }) => startMs / STEP_MS),
  }
}
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

describe('Slots', () => {
  it('gives each window a place of its own, the same one again, and tells once that it is new', () => {
    const { take, news, recent } = slotsAt()
    const places = [7, 8, 9, 8, 7, 7].map(take)
    expect(new Set(places.slice(0, 3)).size).toBe(3)
    expect(places.slice(3)).toEqual([places[1], places[0], places[0]])
    expect(news).toEqual(places.slice(0, 3))
    expect(recent()).toEqual([7, 8, 9])
  })

  it('gives the place of the oldest to the newest, and has none for what is older than the ring is long', () => {
    const { clock, take, news, recent } = slotsAt()
    for (const window of range(0, SLOTS)) {
      clock.nowMs += STEP_MS
      take(window)
    }
    expect(take(SLOTS)).toBe(take(SLOTS))
    expect(news).toHaveLength(SLOTS + 1)
    expect(news.at(-1)).toBe(news[0])
    expect(take(0)).toBeNull()
    expect(recent()).toEqual(range(1, SLOTS + 1))
  })

  it('takes windows that start before 1970 (T2)', () => {
    const { take, recent } = slotsAt()
    expect(take(-3)).not.toBeNull()
    expect(recent()).toEqual([-3])
  })

  it('takes fifty at once and ten a second', () => {
    const { clock, take } = slotsAt()
    const taken = (windows: readonly number[]) => windows.filter((window) => take(window) !== null)
    expect(taken(range(0, 100))).toEqual(range(0, 50))
    clock.nowMs += 1_000
    expect(taken(range(100, 140))).toEqual(range(100, 110))
    clock.nowMs += 3_600_000
    expect(taken(range(1_000, 1_140))).toEqual(range(1_000, 1_050))
  })

  it('takes the same windows of every partition: one that was refused is refused when there is room again', () => {
    const { clock, take, recent } = slotsAt()
    for (const window of range(0, 100)) take(window)
    clock.nowMs += 4_000
    expect(range(0, 100).filter((window) => take(window) !== null)).toEqual(range(0, 50))
    expect(take(100)).not.toBeNull()
    expect(recent()).toEqual([...range(0, 50), 100])
  })

  it('shows the last minutes, and not what is long over by then', () => {
    const { clock, take, recent, all } = slotsAt()
    for (const window of range(0, 5)) take(window)
    take(1_000_003) // ten years behind, or so
    clock.nowMs += 11_000
    take(1_000_004)
    expect(recent()).toEqual([1_000_003, 1_000_004])
    expect(all().length).toBeGreaterThan(2)
  })

  it('is not blind behind a window of the year 9999: it holds one place, and is not what now means after 10 s', () => {
    const { clock, take, recent } = slotsAt()
    for (const window of range(0, 20)) {
      clock.nowMs += STEP_MS
      take(window)
    }
    expect(take(YEAR_9999_MS / STEP_MS)).not.toBeNull()
    for (const window of range(20, 26)) {
      clock.nowMs += STEP_MS
      take(window)
    }
    const hidden = (YEAR_9999_MS / STEP_MS) % SLOTS
    expect(recent()).toEqual(range(0, 26).filter((window) => window !== hidden))
    for (const window of range(26, 400)) {
      clock.nowMs += STEP_MS
      take(window)
    }
    expect(recent()).toEqual(range(250, 400).filter((window) => window % SLOTS !== hidden))
  })

  it('shows what it recorded last when nothing came for long', () => {
    const { clock, take, recent } = slotsAt()
    take(5)
    clock.nowMs += 1_000
    for (const window of [3, 4]) take(window)
    clock.nowMs += 3_600_000
    expect(recent()).toEqual([3, 4])
  })
})
