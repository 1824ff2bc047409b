/** A text that is shown, without what stands before an @, which in a URL is a user and perhaps a password. */
export const withoutLogin = (text: string): string => text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1***@')
