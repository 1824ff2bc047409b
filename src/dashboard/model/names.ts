/** Letters, marks, digits, signs and symbols: something to see. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u

/**
 * A name from an event as the page shows it. It stays as it is, whatever is in it: where it stands it is isolated, so that it turns no other
 * text round. Only one that nobody could see or click is spelled out.
 */
export const nameText = (name: string): string => (VISIBLE.test(name) ? name : JSON.stringify(name))
