/**
 * Hopping windows [start, start + size), where start is a multiple of the step since the epoch, also below 0 (T2).
 * All times in unix milliseconds; `stepMs <= sizeMs`, both whole and above 0.
 */
export interface WindowShape {
  readonly sizeMs: number
  readonly stepMs: number
}

/** The longest equal stretches whose events are all in the same windows: the greatest common divisor of size and step. */
export const paneMs = ({ sizeMs, stepMs }: WindowShape): number => {
  let [a, b] = [sizeMs, stepMs]
  while (b > 0) [a, b] = [b, a % b]
  return a
}

const floorTo = (ms: number, unitMs: number): number => Math.floor(ms / unitMs) * unitMs

/** The start of the pane that a time is in. */
export const paneStart = (timeMs: number, shape: WindowShape): number => floorTo(timeMs, paneMs(shape))

/** The start of the first window that is open when all that end by `closedToMs` are closed (T3). */
export const firstOpenWindow = (closedToMs: number, { sizeMs, stepMs }: WindowShape): number =>
  closedToMs === Number.NEGATIVE_INFINITY ? closedToMs : floorTo(closedToMs - sizeMs, stepMs) + stepMs

/** The start of the first window that holds a time: what ends after it. */
export const firstWindowOf = firstOpenWindow

/** The start of the last window that holds a time. */
export const lastWindowOf = (timeMs: number, { stepMs }: WindowShape): number => floorTo(timeMs, stepMs)

/** How many windows start in [first, last], both of them starts; 0 where first lies behind last. */
export const windowsBetween = (firstMs: number, lastMs: number, { stepMs }: WindowShape): number =>
  lastMs < firstMs ? 0 : (lastMs - firstMs) / stepMs + 1
