import v8 from 'node:v8'
import vm from 'node:vm'

v8.setFlagsFromString('--expose-gc')
const collectGarbage = vm.runInNewContext('gc') as () => void

/** What the heap holds when all garbage is gone. */
export const heapBytes = (): number => {
  collectGarbage()
  return process.memoryUsage().heapUsed
}
