import { type Flag, isOperand, keyOf } from './flag.ts'
import type { Source } from './setting-source.ts'

/** A setting as a command would run with it, for who asks. */
export interface EffectiveSetting {
  /** Its key in a file of settings; an operand's name. */
  readonly name: string
  /** As it would be typed; of a secret only whether there is one; null where there is none. */
  readonly value: string | null
  /** What no value means, where that is a default. */
  readonly meaning: string | null
  readonly from: Source['from']
  /** The flag, the variable or the file that gave it. */
  readonly by: string | null
}

export const effectiveSetting = (f: Flag<unknown>, { from, name: by, text }: Source): EffectiveSetting => {
  const value = typeof text === 'string' ? text : null
  const common = { from, by: from === 'default' ? null : by }
  if (f.file === 'secret') {
    const name = keyOf(f).replace(/-file$/, '')
    return { ...common, name, value: value === null ? 'not set' : 'set', meaning: null }
  }
  const meaning = value === null || value === '' ? f.shownDefault : null
  return { ...common, name: isOperand(f) ? f.name : keyOf(f), value, meaning }
}
