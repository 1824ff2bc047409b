import { spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

const CACHE = path.resolve(import.meta.dirname, '../.cache')

/** What of a release there is, by its name in Maven Central: the broker, or the programs that Kafka's shell scripts start. */
type Artifact = 'kafka_2.13' | 'kafka-tools'

const pom = (artifact: Artifact, version: string) => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tideline</groupId><artifactId>kafka-broker</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>
  </dependencies>
</project>
`

const runs = (command: string, option: string) => spawnSync(command, [option], { stdio: 'ignore' }).status === 0

/** Why tests on a real broker have to be skipped here; null where they can run. With CI set they can never be skipped. */
export const javaAndMaven = (): string | null => {
  const { CI } = process.env
  if (CI) return null
  if (!runs('java', '-version')) return 'there is no Java (17 or later)'
  return runs('mvn', '-version') ? null : 'there is no Maven'
}

const copyJars = (folder: string) =>
  new Promise<void>((resolve, reject) => {
    const goals = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}/jars`]
    const maven = spawn('mvn', ['--quiet', '--batch-mode', ...goals], { cwd: folder })
    let output = ''
    const collect = (bytes: Buffer) => {
      output += bytes.toString()
    }
    maven.stdout.on('data', collect)
    maven.stderr.on('data', collect)
    maven.on('error', (cause) => reject(new Error('a real Kafka broker needs Maven (mvn)', { cause })))
    maven.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`Maven ended with code ${code}: ${output}`)),
    )
  })

/**
 * The folder with a Kafka release's jars, fetched from Maven Central once and kept in test/.cache.
 * May run in several processes at once: each builds a folder of its own, the first to be done gives it its name.
 */
export const kafkaJars = async (version: string, artifact: Artifact = 'kafka_2.13'): Promise<string> => {
  const folder = path.join(CACHE, artifact === 'kafka_2.13' ? `kafka-${version}` : `${artifact}-${version}`)
  const jars = path.join(folder, 'jars')
  if (existsSync(jars)) return jars
  const building = `${folder}-${randomUUID()}`
  await mkdir(building, { recursive: true })
  await writeFile(path.join(building, 'pom.xml'), pom(artifact, version))
  await copyJars(building)
  await rename(building, folder).catch(() => rm(building, { recursive: true }))
  return jars
}
