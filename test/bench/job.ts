import { failureOf } from '../../src/cli/failure.ts'

/** The whole of a program that the benchmark starts: settings as JSON in its first argument, the answer as JSON on standard output. */
export const runJob = async <Settings, Answer>(job: (settings: Settings) => Promise<Answer>): Promise<void> => {
  try {
    const answer = await job(JSON.parse(process.argv[2] ?? 'null') as Settings)
    process.stdout.write(`${JSON.stringify(answer)}\n`)
  } catch (error) {
    const { text, exitCode } = failureOf(error)
    process.stderr.write(`${text}\n`)
    process.exit(exitCode)
  }
}
