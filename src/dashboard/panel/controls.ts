import { forgetColours } from '../dom/colours.ts'
import { byId } from '../dom/find.ts'
import { loadPreferences, type Preferences, savePreferences, type Theme } from '../dom/preferences.ts'
import { putText } from '../dom/put.ts'
import { zoneText } from '../model/times.ts'

const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' }

/** The buttons for theme and zone. `changed` is called when one of them, or the system's own theme, has changed. */
export const controls = (
  changed: () => void,
): { readonly preferences: () => Preferences; readonly put: () => void } => {
  let preferences = loadPreferences()
  const [theme, zone] = [byId('theme'), byId('zone')]
  const put = () => {
    if (preferences.theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = preferences.theme
    putText(theme, `Theme: ${preferences.theme}`)
    putText(zone, `Times in ${zoneText({ nowMs: Date.now(), zone: preferences.zone })}`)
  }
  const change = (to: Partial<Preferences>) => {
    preferences = { ...preferences, ...to }
    savePreferences(preferences)
    put()
    forgetColours()
    changed()
  }
  theme.addEventListener('click', () => change({ theme: NEXT[preferences.theme] }))
  zone.addEventListener('click', () => change({ zone: preferences.zone === 'utc' ? 'local' : 'utc' }))
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => change({}))
  put()
  return { preferences: () => preferences, put }
}
