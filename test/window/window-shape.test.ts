import { describe, expect, it } from 'vitest'
import {
  firstOpenWindow,
  firstWindowOf,
  lastWindowOf,
  paneMs,
  paneStart,
  type WindowShape,
  windowsBetween,
} from '../../src/window/window-shape.ts'

const ROLLING: WindowShape = { sizeMs: 10_000, stepMs: 2_000 }
const TUMBLING: WindowShape = { sizeMs: 5_000, stepMs: 5_000 }
const UNEVEN: WindowShape = { sizeMs: 10_000, stepMs: 4_000 }

/** The starts of the windows that hold a time, first to last. */
const windowsOf = (timeMs: number, shape: WindowShape): number[] => {
  const firstMs = firstWindowOf(timeMs, shape)
  const count = windowsBetween(firstMs, lastWindowOf(timeMs, shape), shape)
  return Array.from({ length: count }, (_, i) => firstMs + i * shape.stepMs)
}

describe('a window is [start, start + size), start a multiple of the step (T2)', () => {
  //   s  0   2   4   6   8   10  12  14  16  18
  //      |---|---|---|---|---|---|---|---|---|
  //      [-------------------)                     0
  //          [-------------------)                 2
  //              [-------------------)             4
  //                  [-------------------)         6
  //                      [-------------------)     8
  //                        ^ 9
  it('an event is in size / step windows', () => {
    expect(windowsOf(9_000, ROLLING)).toEqual([0, 2_000, 4_000, 6_000, 8_000])
  })

  it('a time on a boundary is in the window that starts there, not in the one that ends there', () => {
    expect(windowsOf(9_999, ROLLING)).toEqual([0, 2_000, 4_000, 6_000, 8_000])
    expect(windowsOf(10_000, ROLLING)).toEqual([2_000, 4_000, 6_000, 8_000, 10_000])
  })

  //   s  -8  -6  -4  -2  0   2
  //      |---|---|---|---|---|
  //      [-------------------)
  //                      ^ 0
  it('windows also start before the epoch', () => {
    expect(windowsOf(0, ROLLING)).toEqual([-8_000, -6_000, -4_000, -2_000, 0])
  })

  it('a window as long as the step is alone', () => {
    expect(windowsOf(4_999, TUMBLING)).toEqual([0])
    expect(windowsOf(5_000, TUMBLING)).toEqual([5_000])
  })

  //   s  -8    -4    0     4     8     12
  //      |-----|-----|-----|-----|-----|
  //      [-------------)                     -8, until 2
  //            [-------------)               -4, until 6
  //                  [-------------)          0, until 10
  //                    ^ 1     ^ 7
  it('a step that does not divide the size makes two or three windows of a time', () => {
    expect(windowsOf(1_000, UNEVEN)).toEqual([-8_000, -4_000, 0])
    expect(windowsOf(7_000, UNEVEN)).toEqual([0, 4_000])
  })
})

describe('panes are the longest equal stretches whose events are all in the same windows', () => {
  it.each([
    [ROLLING, 2_000],
    [TUMBLING, 5_000],
    [UNEVEN, 2_000],
    [{ sizeMs: 7, stepMs: 3 }, 1],
    [{ sizeMs: 9, stepMs: 6 }, 3],
  ])('of %j they have %i ms', (shape, ms) => {
    expect(paneMs(shape)).toBe(ms)
    for (let startMs = -2 * shape.sizeMs; startMs < 2 * shape.sizeMs; startMs += ms) {
      expect(windowsOf(startMs + ms - 1, shape)).toEqual(windowsOf(startMs, shape))
    }
    expect(windowsOf(-1, shape)).not.toEqual(windowsOf(0, shape))
  })

  it('start at multiples of their length, also before the epoch', () => {
    expect([-1, 0, 1_999, 2_000].map((ms) => paneStart(ms, ROLLING))).toEqual([-2_000, 0, 0, 2_000])
  })
})

describe('the first open window (T3)', () => {
  //   s  0   2   4   6   8   10  12
  //      |---|---|---|---|---|---|
  //      [-------------------)           0: closed as soon as the watermark is 10
  //          [-------------------)       2
  it.each([
    [9_999, 0],
    [10_000, 2_000],
    [11_999, 2_000],
    [12_000, 4_000],
    [0, -8_000],
    [-1, -10_000],
  ])('when all that end by %i are closed, is that of %i', (closedToMs, startMs) => {
    expect(firstOpenWindow(closedToMs, ROLLING)).toBe(startMs)
  })

  it('lies infinitely far back before the first event', () => {
    expect(firstOpenWindow(Number.NEGATIVE_INFINITY, ROLLING)).toBe(Number.NEGATIVE_INFINITY)
  })
})

describe('windowsBetween', () => {
  it.each([
    [0, 0, 1],
    [0, 8_000, 5],
    [-8_000, 0, 5],
    [2_000, 0, 0],
    [10_000, 0, 0],
  ])('counts the starts from %i to %i: %i', (firstMs, lastMs, count) => {
    expect(windowsBetween(firstMs, lastMs, ROLLING)).toBe(count)
  })
})
