import { describe, expect, it } from 'vitest'
import { stateChanges } from '../../src/checkpoint/state-change.ts'
import { addCount } from '../../src/window/counts.ts'
import { eventType, sessionId, tenantId } from '../support/events.ts'

const NOTHING = { added: [], gone: [] }
const SESSIONS = { open: NOTHING, waiting: NOTHING, totals: [], unpaired: 0 }
const layerOf = (types: number, occurrences = types) => {
  const counts = new Map()
  for (let n = 0; n < types; n++) addCount(counts, tenantId('a'), eventType(`type ${n}`), 1, n)
  return { startMs: 0, counts, occurrences, isSaved: true }
}
const windowsOf = (...layers: ReturnType<typeof layerOf>[]) => ({
  closedToMs: null,
  openFromMs: null,
  openPairs: 0,
  layers,
})

describe('the changes of a snapshot', () => {
  it('come in pieces of 10,000, whatever they are of', () => {
    const entries = Array.from({ length: 25_000 }, (_, i) => ({
      ms: i,
      tenant: tenantId('a'),
      sessionId: sessionId(`s${i}`),
    }))
    const sessions = { ...SESSIONS, open: { added: entries, gone: entries.slice(0, 10_001) } }
    const sizes = [...stateChanges({ windows: windowsOf(layerOf(20_001)), sessions })].map((change) => [
      change[0],
      change[0] === 'pane' ? change[2].flatMap(([, byType]) => byType).length : change[1].length,
    ])
    expect(sizes).toEqual([
      ['pane', 10_000],
      ['pane', 10_000],
      ['pane', 1],
      ['closed', 10_000],
      ['closed', 1],
      ['opened', 10_000],
      ['opened', 10_000],
      ['opened', 5_000],
    ])
  })

  it('are refused where the counts of a pane are not the events that it took (T8)', () => {
    expect(() => [...stateChanges({ windows: windowsOf(layerOf(3, 4)), sessions: SESSIONS })]).toThrow(
      'the pane at 0 took 4 events, but its counts add up to 3',
    )
  })
})
