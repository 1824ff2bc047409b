import { expect, it } from 'vitest'
import { turns } from './turns.ts'

it('goes through all of them, every other round backwards', () => {
  const order = turns(['a', 'b', 'c'], 3).map(({ round, one }) => `${round}${one}`)
  expect(order.join(' ')).toBe('1a 1b 1c 2c 2b 2a 3a 3b 3c')
})
