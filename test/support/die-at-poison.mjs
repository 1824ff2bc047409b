/**
 * Preloaded into a process, it makes some record kill it, as a defect of the engine would: SIGKILL when bytes with the word "venomous"
 * become text, which no reading of an event gets around.
 */
const { prototype } = Buffer
for (const name of ['toString', 'utf8Slice', 'latin1Slice', 'asciiSlice']) {
  const original = prototype[name]
  prototype[name] = function (...args) {
    const text = original.apply(this, args)
    if (text.includes('venomous')) process.kill(process.pid, 'SIGKILL')
    return text
  }
}
