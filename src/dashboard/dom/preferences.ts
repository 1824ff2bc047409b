import type { Zone } from '../model/times.ts'

export type Theme = 'system' | 'light' | 'dark'

export interface Preferences {
  readonly theme: Theme
  readonly zone: Zone
}

const KEY = 'tideline'

/** What this browser was told to show. A browser may forbid that anything is kept: then it is as at first. */
export const loadPreferences = (): Preferences => {
  const kept = keptText()
  return {
    theme: kept.includes('light') ? 'light' : kept.includes('dark') ? 'dark' : 'system',
    zone: kept.includes('local') ? 'local' : 'utc',
  }
}

export const savePreferences = ({ theme, zone }: Preferences): void => {
  try {
    localStorage.setItem(KEY, `${theme} ${zone}`)
  } catch {
    // It is shown for as long as the page is open.
  }
}

const keptText = (): readonly string[] => {
  try {
    return (localStorage.getItem(KEY) ?? '').split(' ')
  } catch {
    return []
  }
}
