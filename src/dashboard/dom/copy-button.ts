import { make } from './make.ts'

const SAID_MS = 2_000

/** A button that copies the text of `source`; where the browser does not let it (no HTTPS, no localhost) it selects the text instead. */
export const copyButton = (source: HTMLElement, what: string): HTMLButtonElement => {
  const button = make('button', 'copy', 'Copy')
  button.type = 'button'
  button.setAttribute('aria-label', `Copy ${what}`)
  const say = (word: string) => {
    button.textContent = word
    setTimeout(() => {
      button.textContent = 'Copy'
    }, SAID_MS)
  }
  button.addEventListener('click', () => {
    const copied = navigator.clipboard?.writeText(source.textContent ?? '') ?? Promise.reject(new Error('no clipboard'))
    copied.then(
      () => say('Copied'),
      () => {
        getSelection()?.selectAllChildren(source)
        say('Ctrl+C')
      },
    )
  })
  return button
}
