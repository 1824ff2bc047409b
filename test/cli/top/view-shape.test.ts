import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLiveView, type Shape, VIEW_SHAPE } from '../../../src/cli/top/view-shape.ts'
import { viewWith } from './live-view.ts'

/** Every member that the shape names, as a way of names from the top; `0` is the first of a list. */
const waysIn = (shape: Shape): readonly (readonly string[])[] => {
  if (typeof shape === 'string' || 'record' in shape) return [[]]
  if ('orNull' in shape) return waysIn(shape.orNull)
  if ('list' in shape) return [[], ...waysIn(shape.list).map((way) => ['0', ...way])]
  const inner = Object.entries(shape.members).flatMap(([name, member]) => waysIn(member).map((way) => [name, ...way]))
  return [[], ...inner]
}

type Node = Record<string, unknown>

const spoilt = (way: readonly string[], value: unknown): unknown => {
  const copy = structuredClone(viewWith({ workers, problems, partitions })) as unknown as Node
  let at = copy
  for (const name of way.slice(0, -1)) at = at[name] as Node
  at[way.at(-1)!] = value
  return copy
}
const workers = [{ worker: 0, state: 'running' as const, pid: 1, how: null, sinceMs: 0 }]
const partitions = viewWith().status.partitions.map((partition) => ({
  ...partition,
  paused: { trouble: 'log' as const, message: 'm', sinceMs: 0 },
}))
const problems = [{ kind: 'log' as const, message: 'm', sinceMs: 0, partition: 1, worker: null }]

describe('the shape of a view', () => {
  it('is what the pipeline sends, as JSON too', () => {
    expect(isLiveView(viewWith())).toBe(true)
    expect(isLiveView(JSON.parse(JSON.stringify(viewWith())))).toBe(true)
    expect(isLiveView({ ...viewWith(), more: 1 })).toBe(true)
  })

  it('has all that the screen reads: without any one of them, or with another kind, it is no view', () => {
    const ways = waysIn(VIEW_SHAPE).filter((way) => way.length > 0)
    expect(ways.length).toBeGreaterThan(90)
    for (const way of ways) {
      expect([way, isLiveView(spoilt(way, undefined))]).toEqual([way, false])
      expect([way, isLiveView(spoilt(way, { of: 'another kind' }))]).toEqual([way, false])
    }
  })

  it('is nothing else that JSON can be', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(isLiveView(value)).toBe(false)
      }),
    )
  })
})
