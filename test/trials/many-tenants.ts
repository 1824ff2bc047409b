import { runCommand } from '../../src/cli/command.ts'
import { grouped } from '../../src/cli/progress.ts'
import { type ConfigOf, flag } from '../../src/config/flag.ts'
import { wholeNumber } from '../../src/config/numbers.ts'

const MANY_TENANTS_FLAGS = {
  tenants: flag('--tenants <n>', wholeNumber(1, 10_000_000), '100000', 'tenants, each with five types in each window'),
  sessions: flag('--sessions <n>', wholeNumber(0, 10_000_000), '1000000', 'sessions that are open all the time'),
  rate: flag('--rate <n>', wholeNumber(1), '5000', 'records a second, once all sessions are open'),
  seconds: flag('--seconds <n>', wholeNumber(1), '120', 'how long'),
  interval: flag('--interval <s>', wholeNumber(1), '10', 'seconds between two commits'),
  flood: flag('--flood <n>', wholeNumber(0), '1000000', 'new tenants in a minute of event time, then'),
}

const run = async (config: ConfigOf<typeof MANY_TENANTS_FLAGS>): Promise<void> => {
  const [{ stateCost }, { temporaryFolder }, { drive, flood }] = await Promise.all([
    import('./state-cost.ts'),
    import('./temporary-folder.ts'),
    import('./many-tenants-runs.ts'),
  ])
  const say = (line: string) => process.stdout.write(`${line}\n`)
  const folder = temporaryFolder('many-tenants')
  const { tenants, sessions } = config
  const cost = stateCost(tenants, sessions)
  say(`bytes of memory: ${cost.bytesACount} a tenant and type in a pane, of ${grouped(tenants * 5)};`)
  say(
    `    ${cost.bytesASession} an open session, of ${grouped(sessions)}; ${cost.bytesATotal} a tenant that ever completed one`,
  )
  for (const what of ['whole', 'changes'] as const) {
    const { takenDownMs, encodedMs, p99PieceMs, longestPieceMs, bytes } = cost[what]
    const [taken, encoded, p99, longest] = [takenDownMs, encodedMs, p99PieceMs, longestPieceMs].map((ms) =>
      ms.toFixed(1),
    )
    say(
      `${what}: taken down in ${taken} ms, ${grouped(bytes)} bytes encoded in ${encoded} ms, a piece p99 ${p99}, longest ${longest} ms`,
    )
  }
  const driven = await drive(`${folder}/active`, config)
  for (const line of driven.lines) say(line)
  if (config.flood > 0) for (const line of (await flood(`${folder}/flood`, config.flood)).lines) say(line)
}

await runCommand({
  name: 'many-tenants',
  summary: 'Runs a partition with many tenants and open sessions at once, and floods of new ones.',
  flags: MANY_TENANTS_FLAGS,
  run,
})
