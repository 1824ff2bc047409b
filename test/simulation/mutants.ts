/** One change to the program that takes away something it needs, and what is said of it. */
export interface Mutant {
  readonly name: string
  /** Below the repository. */
  readonly file: string
  /** Occurs exactly once. */
  readonly replace: string
  readonly by: string
  /** Why nothing observable comes of it; null: the simulator has to find it. */
  readonly harmless: string | null
}

const mutant = (name: string, file: string, replace: string, by: string, harmless: string | null = null): Mutant => ({
  name,
  file,
  replace,
  by,
  harmless,
})

const FILES = 'src/sink/node-file-system.ts'
const STAGE = 'src/sink/stage-parts.ts'
const PUBLISH = 'src/sink/publish-parts.ts'
const COMMIT = 'src/checkpoint/commit.ts'
const RECOVER = 'src/checkpoint/recover.ts'
const CLAIM = 'src/checkpoint/claim-storage.ts'
const RUN = 'src/run-partition.ts'
const SIM_LOG = 'test/simulation/sim-log.ts'
const SIM_CLAIM = 'test/simulation/sim-claim.ts'

const REMOVE_OLD = 'for (const { commitId } of position.checkpoints) await fileSystem.remove(checkpointPath(commitId))'
const TRANSACTION = '        await log.commit({\n'
const SYNC_DIRECTORIES = '  for (const directory of directories) await fileSystem.syncDirectory(directory)\n'
const REMOVE_STAGED = '  for (const { staged } of parts) await fileSystem.remove(staged)\n'

const FENCE = `      const epoch = await request(access, \`fence \${name}\`, () => log.fence(partition))
      process.takings.set(partition, epoch)
`
const READ_OFFSET = `      const committed = await request(access, \`read offset \${name}\`, () => partition.committed)
`

/** Each sync taken out, one at a time. */
const WITHOUT_SYNC: readonly Mutant[] = [
  mutant('a file is not synced', FILES, '        await file.sync()\n', ''),
  mutant(
    'a new directory is not durable in its parent',
    FILES,
    'await syncDirectory(dirname(directory))',
    'await Promise.resolve()',
  ),
  mutant(
    'a directory that was there is taken for durable',
    FILES,
    'filter((directory) => !durable.has(directory))',
    'filter(() => false)',
  ),
  mutant(
    'the names of staged parts are not durable',
    STAGE,
    '  if (parts.length > 0) await fileSystem.syncDirectory(STAGING_DIRECTORY)\n',
    '',
  ),
  mutant(
    "the checkpoint's name is not durable",
    COMMIT,
    '    await fileSystem.syncDirectory(CHECKPOINT_DIRECTORY)\n',
    '',
  ),
  mutant('published names are not durable', PUBLISH, SYNC_DIRECTORIES, ''),
  mutant(
    'the removal of staged names is not durable',
    PUBLISH,
    '  if (parts.length > 0) await fileSystem.syncDirectory(STAGING_DIRECTORY)\n',
    '',
    'a staged name that comes back is a second name of a published part; the next taking removes it',
  ),
  mutant(
    'the name of _pipeline.json is not durable',
    CLAIM,
    "  await fileSystem.syncDirectory('.')\n  await removeStaged",
    '  await removeStaged',
  ),
  mutant(
    'the name of a _pipeline.json that was there is taken for durable',
    CLAIM,
    "    await fileSystem.syncDirectory('.') //",
    '    //',
    'makeDirectory has just synced the same directory, once a process',
  ),
  mutant(
    'a sync that failed is tried again (fsyncgate)',
    FILES,
    '        await file.sync()\n',
    '        await file.sync().catch(() => file.sync())\n',
  ),
]

/** Steps of the commit and of the taking in another order, or left out (R2, R3, R4, R5). */
const OUT_OF_ORDER: readonly Mutant[] = [
  mutant(
    'parts are published before the transaction (steps 3 and 4)',
    COMMIT,
    TRANSACTION,
    `        await publishParts(fileSystem, staged.parts)\n${TRANSACTION}`,
  ),
  mutant(
    'the old checkpoint is removed before the transaction (steps 3 and 5)',
    COMMIT,
    TRANSACTION,
    `        ${REMOVE_OLD}\n${TRANSACTION}`,
  ),
  mutant(
    'staged names are removed before the published ones are durable',
    PUBLISH,
    SYNC_DIRECTORIES,
    `${REMOVE_STAGED}  await fileSystem.syncDirectory(STAGING_DIRECTORY)\n${SYNC_DIRECTORIES}`,
  ),
  mutant(
    'parts are published by rename',
    FILES,
    'system.link(at(from), at(to))',
    '(system as any).rename(at(from), at(to))',
  ),
  mutant('the fence is skipped', SIM_LOG, 'if (epoch === partition.epoch) return', 'if (epoch > 0) return'),
  mutant('the offset is read before the fence', SIM_CLAIM, FENCE + READ_OFFSET, READ_OFFSET + FENCE),
  mutant(
    'what a commit left behind is listed after the fence',
    RECOVER,
    'removeCommitFiles(fileSystem, leftovers,',
    'removeCommitFiles(fileSystem, await commitFilesOf(fileSystem, partition),',
  ),
  mutant(
    'what a commit left behind is not removed',
    RECOVER,
    'await removeCommitFiles(fileSystem, leftovers, found?.files ?? [], parts)',
    '0',
  ),
  mutant(
    'a checkpoint that the new one is built on is removed with it (step 5)',
    COMMIT,
    'if (!needed.has(commitId)) await fileSystem.remove',
    'await fileSystem.remove',
  ),
  mutant(
    'checkpoints that the new one is not built on stay (step 5)',
    COMMIT,
    'if (!needed.has(commitId)) await fileSystem.remove',
    'if (needed.size === 0) await fileSystem.remove',
    'the next taking removes them',
  ),
  mutant(
    'recovery keeps a checkpoint without those that it is built on',
    'src/checkpoint/commit-files.ts',
    'new Set(kept.map(',
    'new Set(kept.slice(-1).map(',
  ),
  mutant(
    'what was saved of a session is not taken back when it is over',
    'src/session/time-index.ts',
    'if (entry.savings < this.#savings) this.#gone.push(entry)',
    '',
  ),
  mutant(
    'a commit that failed is tried again with the same taking',
    COMMIT,
    TRANSACTION,
    `        await ((it: any) => log.commit(it).catch(() => log.commit(it)))({\n`,
  ),
  mutant(
    'a finished partition counts although it was revoked',
    'src/each-partition.ts',
    'return merge(report$, whenRevoked(claim))',
    'return report$',
  ),
  mutant('a revoked partition goes on', RUN, '.pipe(takeUntil(claim.revoked$))', ''),
]

const WHEN_DUE = 'src/checkpoint/commit-when-due.ts'

/** What a partition that goes on during a commit must not do to it. */
const OVERLAPPING: readonly Mutant[] = [
  mutant('a commit begins while another is under way', WHEN_DUE, 'idle$.pipe(map(', 'of(true).pipe(map('),
  mutant(
    'what is committed is put away when the commit is over, not when it begins',
    WHEN_DUE,
    'isCommitting$.next(false)\n',
    'isCommitting$.next(false)\n              pending = nothingPending()\n',
  ),
  mutant(
    'events are counted into what is being written',
    'src/window/pane-store.ts',
    '    this.#collecting.freeze()\n',
    '',
  ),
  mutant(
    'what is read on from is where the partition has got to, not what was committed',
    WHEN_DUE,
    'position = said.position',
    'position = { ...said.position, nextOffset }',
  ),
]

export const MUTANTS: readonly Mutant[] = [...WITHOUT_SYNC, ...OUT_OF_ORDER, ...OVERLAPPING]
