import { type StatusLine, statusLine } from './status-line.ts'

/** How far a command is. */
export interface Progress {
  /** Things done so far. Cheap: may be called for every batch. */
  at(done: number): void
  /** Takes the bar away; nothing of it stays on the terminal. */
  end(): void
}

const REPAINT_MS = 100
const BAR_WIDTH = 16

/** A progress bar on the status line, repainted ten times a second at most. `total` null: nobody knows where the end is. */
export const progressBar = (
  total: number | null,
  noun: string,
  line: StatusLine = statusLine(),
  nowMs: () => number = () => performance.now(),
): Progress => {
  const beganMs = nowMs()
  let paintedMs = Number.NEGATIVE_INFINITY
  return {
    at(done) {
      const now = nowMs()
      if (!line.visible || now - paintedMs < REPAINT_MS) return
      paintedMs = now
      line.show(barText(done, total, noun, now - beganMs))
    },
    end: () => line.clear(),
  }
}

/** `[########--------]  50%  500,000 of 1,000,000 records  310,000/s  2 s left` */
export const barText = (done: number, total: number | null, noun: string, elapsedMs: number): string => {
  const speed = elapsedMs > 0 ? done / (elapsedMs / 1000) : 0
  const shownSpeed = `${grouped(Math.round(speed))}/s`
  if (total === null) return `${grouped(done)} ${noun}  ${shownSpeed}`
  const share = total === 0 ? 1 : Math.min(done / total, 1)
  const full = Math.round(share * BAR_WIDTH)
  const bar = '#'.repeat(full) + '-'.repeat(BAR_WIDTH - full)
  const left = speed > 0 ? `  ${shortTime((total - done) / speed)} left` : ''
  const percent = `${Math.floor(share * 100)}%`.padStart(4)
  return `[${bar}] ${percent}  ${grouped(done)} of ${grouped(total)} ${noun}  ${shownSpeed}${left}`
}

/** 1234567 as 1,234,567, whatever the machine's language. */
export const grouped = (n: number): string => n.toLocaleString('en-US')

/** Seconds as `7 s`, `2 min 5 s` or `3 h 4 min`. */
export const shortTime = (seconds: number): string => {
  const s = Math.max(0, Math.ceil(seconds))
  if (s < 60) return `${s} s`
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`
}
