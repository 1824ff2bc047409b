import { LogError } from './event-log.ts'

/** The kafkajs that its replaced parts (kafka-patched.ts) were written for and are tested with. package.json pins it. */
export const KAFKAJS_VERSION = '2.2.4'

/**
 * Exactly-once rests on parts that reach into kafkajs, so in another version nobody knows what they do: neither whether they still
 * fit, nor whether they are still asked.
 * @throws LogError `unsupported`, with what to do.
 */
export const refuseOtherVersion = (installed: string): void => {
  if (installed === KAFKAJS_VERSION) return
  throw new LogError(
    'unsupported',
    `kafkajs ${installed} is installed, and this program replaces parts of kafkajs ${KAFKAJS_VERSION}, which may not fit another version: ` +
      `install that one (npm install --save-exact kafkajs@${KAFKAJS_VERSION}, and no "overrides" for it)`,
  )
}
