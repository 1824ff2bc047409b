import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Look, NOTHING_SEEN, type PartitionLook, type Standstill, seenAfter } from '../../src/live/standstill.ts'

const at = (partition: number, nextOffset: number, endOffset: number | null = 9, isPaused = false): PartitionLook => ({
  partition,
  nextOffset,
  endOffset,
  isPaused,
})

/** One look a second, from second 0 on. */
const everySecond = (...looks: readonly (readonly PartitionLook[])[]): readonly Look[] =>
  looks.map((partitions, second) => ({ atMs: second * 1_000, partitions }))

const standstillsAfter = (looks: readonly Look[]): readonly Standstill[] =>
  looks.reduce(seenAfter, NOTHING_SEEN).standstills

const sinceSeconds = (looks: readonly Look[]) =>
  Object.fromEntries(standstillsAfter(looks).map(({ partition, sinceMs }) => [partition, sinceMs / 1_000]))

describe('a partition stands still', () => {
  it('from the first look on at which it has lag, and stays where it is', () => {
    const looks = everySecond([at(4, 7, 7)], [at(4, 7, 9)], [at(4, 7, 12)])
    expect(standstillsAfter(looks)).toEqual([{ partition: 4, nextOffset: 7, endOffset: 12, sinceMs: 1_000 }])
  })

  it('not without lag, and anew when there is lag again', () => {
    expect(sinceSeconds(everySecond([at(0, 7, 9)], [at(0, 7, 7)]))).toEqual({})
    expect(sinceSeconds(everySecond([at(0, 7, 9)], [at(0, 7, 7)], [at(0, 7, 9)]))).toEqual({ 0: 2 })
  })

  it('anew when it has moved, in either direction', () => {
    expect(sinceSeconds(everySecond([at(0, 5)], [at(0, 5)], [at(0, 6)]))).toEqual({ 0: 2 })
    expect(sinceSeconds(everySecond([at(0, 5)], [at(0, 5)], [at(0, 4)], [at(0, 4)]))).toEqual({ 0: 2 })
  })

  it('anew when it was gone in between', () => {
    expect(sinceSeconds(everySecond([at(0, 5)], [], [at(0, 5)]))).toEqual({ 0: 2 })
  })

  it('not while it is paused, and anew behind that', () => {
    expect(sinceSeconds(everySecond([at(0, 5)], [at(0, 5, 9, true)]))).toEqual({})
    expect(sinceSeconds(everySecond([at(0, 5)], [at(0, 5, 9, true)], [at(0, 5)]))).toEqual({ 0: 2 })
  })

  it('for all anybody knows not, while the log does not say where it ends', () => {
    expect(sinceSeconds(everySecond([at(0, 5)], [at(0, 5, null)]))).toEqual({})
    expect(sinceSeconds(everySecond([at(0, 5, null)], [at(0, 5, null)], [at(0, 5, 9)]))).toEqual({ 0: 2 })
    expect(sinceSeconds(everySecond([at(0, 5)], [at(0, 6, null)], [at(0, 6, 9)]))).toEqual({ 0: 2 })
  })

  it('as long as before the silence, when the log says again where it ends: what it was away for does not count', () => {
    const stood = [[at(0, 5)], [at(0, 5)], [at(0, 5)]]
    const silence = Array.from({ length: 70 }, () => [at(0, 5, null)])
    expect(sinceSeconds(everySecond(...stood, ...silence, [at(0, 5)]))).toEqual({ 0: 73 - 2 })
    expect(sinceSeconds(everySecond(...stood, ...silence, [at(0, 5)], [at(0, 5)]))).toEqual({ 0: 74 - 3 })
  })

  it('whatever the others do', () => {
    expect(sinceSeconds(everySecond([at(0, 5), at(1, 5)], [at(0, 5), at(1, 6)]))).toEqual({ 0: 0, 1: 1 })
  })

  it.each([
    ['slept for a night', 8 * 3_600_000, 2_000],
    ['was 5 s late', 5_000, 2_000],
    ['was a little late', 1_900, 1_900],
    ['had its clock set back', -60_000, 0],
  ])('as long as was watched, when who looks %s', (_, stepMs, watchedMs) => {
    const looks = [0, 1_000, 1_000 + stepMs].map((atMs) => ({ atMs, partitions: [at(0, 5)] }))
    expect(looks.at(-1)!.atMs - standstillsAfter(looks)[0]!.sinceMs).toBe(1_000 + watchedMs)
  })

  it('for the watched seconds of the looks that it ends with, of which each has it there, not paused, with lag or of unknown end', () => {
    const look = fc.record({
      nextOffset: fc.nat({ max: 1 }),
      endOffset: fc.constantFrom(0, 1, 2, null),
      isPaused: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
    })
    const ends = fc.array(look, { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(ends, (seen) => {
        const last = seen.at(-1)!
        const isOver = (i: number) => {
          const { nextOffset, endOffset, isPaused } = seen[i]!
          return nextOffset !== last.nextOffset || isPaused || (endOffset !== null && endOffset <= nextOffset)
        }
        let first = seen.length
        while (first > 0 && !isOver(first - 1)) first--
        while (first < seen.length && seen[first]!.endOffset === null) first++
        const isWatched = (i: number) => seen[i]!.endOffset !== null && seen[i - 1]!.endOffset !== null
        const stood = seen.filter((_, i) => i > first && isWatched(i)).length
        const since = seen.length - 1 - stood
        const expected = first < seen.length && last.endOffset !== null ? { 0: since } : {}
        const looks = everySecond(...seen.map((it) => [{ partition: 0, ...it }]))
        expect(sinceSeconds(looks)).toEqual(expected)
      }),
      { numRuns: 2_000 },
    )
  })
})
