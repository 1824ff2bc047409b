import { createHash, timingSafeEqual } from 'node:crypto'

/** Takes the same time wherever the two differ, and however long they are. */
export const isSameToken = (shown: string, token: string): boolean => timingSafeEqual(digest(shown), digest(token))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
