import { describe, expect, it } from 'vitest'
import { CollectingPanes, type PaneLayer } from '../../src/window/collecting-panes.ts'
import { addCount } from '../../src/window/counts.ts'
import { eventType, tenantId } from '../support/events.ts'

const take = (panes: CollectingPanes, startMs: number, times = 1) => {
  const layer = panes.at(startMs)
  layer.occurrences += times
  addCount(layer.counts, tenantId('a'), eventType('view'), times, startMs)
}
const countIn = ({ counts }: PaneLayer) => counts.get(tenantId('a'))?.get(eventType('view'))?.occurrences
const layersOf = (panes: CollectingPanes) => [...panes.layers()].map((layer) => [layer.startMs, countIn(layer)])

describe('CollectingPanes', () => {
  it('gives a pane a new layer behind a saving, so that what was saved stays as it was', () => {
    const panes = new CollectingPanes()
    take(panes, 0)
    panes.freeze()
    const [saved] = [...panes.layers()]
    take(panes, 0, 2)
    expect(countIn(saved!)).toBe(1)
    expect(layersOf(panes)).toEqual([
      [0, 1],
      [0, 2],
    ])
  })

  it('has no more than three layers of a pane, however often it is saved, and loses no count', () => {
    const panes = new CollectingPanes()
    for (let n = 0; n < 10; n++) {
      take(panes, 0)
      panes.freeze()
      expect([...panes.layers()].length).toBeLessThanOrEqual(2)
    }
    take(panes, 0)
    const layers = panes.takeEarliest(0)!
    expect(layers.map(countIn)).toEqual([9, 1, 1])
    expect(layers.map(({ occurrences }) => occurrences)).toEqual([9, 1, 1])
  })

  it('makes no layer of a pane that took nothing since the last saving', () => {
    const panes = new CollectingPanes()
    take(panes, 0)
    panes.freeze()
    panes.freeze()
    expect(layersOf(panes)).toEqual([[0, 1]])
  })

  it('gives out the earliest pane up to a time, once, all of its layers together', () => {
    const panes = new CollectingPanes()
    take(panes, 2)
    panes.freeze()
    take(panes, 2)
    take(panes, 0)
    expect(panes.takeEarliest(1)!.map(({ startMs }) => startMs)).toEqual([0])
    expect(panes.takeEarliest(1)).toBeUndefined()
    expect(panes.takeEarliest(2)).toHaveLength(2)
    expect([panes.takeEarliest(2), layersOf(panes)]).toEqual([undefined, []])
  })
})
