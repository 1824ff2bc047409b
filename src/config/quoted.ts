const MOST = 100

/** A text of a user's in a message: in quotes, so that an odd one is seen for what it is, and cut where it is long. */
export const quoted = (text: string): string => JSON.stringify(text.length > MOST ? `${text.slice(0, MOST)}...` : text)
