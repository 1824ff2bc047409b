/** What a peer says at its end: `RATE 860000`, events a second with its warm-up left out. Other output may stand around it. */
const RATE = /\bRATE (-?\d+(?:\.\d+)?)\s*$/m

/** @throws Error where it said nothing of the kind, or what no rate can be: a difference of two times that were too short. */
export const peerRate = (output: string): number => {
  const rate = RATE.exec(output)?.[1]
  if (rate === undefined) throw new Error('it ended without its RATE')
  if (!(Number(rate) > 0)) throw new Error(`its RATE is ${rate}: too few events to tell`)
  return Number(rate)
}
