/** What a path of a setting leads to. */
export type TextFile =
  /** `isOpen`: others than its owner may read it. */
  | { readonly kind: 'text'; readonly text: string; readonly isOpen: boolean }
  | { readonly kind: 'missing' }
  /** In words that go on with a colon; nothing of what it holds is in them. */
  | { readonly kind: 'unreadable'; readonly why: string }

/** Reads a small file at once, of any kind, at most so many bytes. Never throws. */
export type ReadText = (path: string, mostBytes: number) => TextFile

/** For who takes no file's word: none is there. */
export const noFiles: ReadText = () => ({ kind: 'missing' })
