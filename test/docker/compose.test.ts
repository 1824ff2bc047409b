import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hasPythonModules } from '../support/python.ts'
import { hasTool } from '../support/tool.ts'
import { fileOf, yamlOf } from './monitoring-files.ts'

interface Service {
  readonly image: string
  readonly build?: string
  readonly profiles?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly secrets?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean }
  readonly [name: string]: unknown
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly secrets: Readonly<Record<string, { readonly file: string }>>
}

const compose = () => yamlOf<Compose>('docker-compose.yml')
const FULL = ['grafana', 'pipeline', 'producer', 'prometheus']

describe.runIf(hasPythonModules('yaml'))('docker-compose.yml', () => {
  it('is Kafka alone unless somebody asks for all', () => {
    const { services } = compose()
    const inProfile = (is: boolean) =>
      Object.keys(services)
        .filter((name) => (services[name]!.profiles !== undefined) === is)
        .toSorted()
    expect(inProfile(false)).toEqual(['kafka'])
    expect(inProfile(true)).toEqual(FULL)
    for (const name of FULL) expect(services[name]!.profiles).toEqual(['full'])
  })

  it('publishes on this machine alone', () => {
    const ports = Object.values(compose().services).flatMap(({ ports = [] }) => ports)
    expect(ports.toSorted()).toEqual([
      '127.0.0.1:3000:3000',
      '127.0.0.1:8080:8080',
      '127.0.0.1:9090:9090',
      '127.0.0.1:9092:9094',
    ])
  })

  it('confines all but Kafka, each with limits', () => {
    const { services } = compose()
    for (const name of FULL)
      expect([name, services[name]]).toEqual([
        name,
        expect.objectContaining({
          restart: 'unless-stopped',
          read_only: true,
          cap_drop: ['ALL'],
          security_opt: ['no-new-privileges:true'],
          mem_limit: expect.stringMatching(/^\d+[mg]$/),
          cpus: expect.any(Number),
          pids_limit: expect.any(Number),
        }),
      ])
    // tsx, and whatever else asks for a folder.
    for (const name of ['producer', 'pipeline', 'grafana']) expect(services[name]!.tmpfs).toEqual(['/tmp:size=64m'])
  })

  it('waits for what each needs, which says itself when it is there', () => {
    const { services } = compose()
    const awaited = Object.values(services).flatMap(({ depends_on: on = {} }) => Object.entries(on))
    for (const [name, { condition }] of awaited)
      if (condition === 'service_healthy') expect(services[name]!.healthcheck?.test?.[0]).toBe('CMD')
    expect(services.pipeline!.depends_on).toEqual({ kafka: { condition: 'service_healthy' } })
    // A producer serves nothing: the image's own check would call it ill.
    expect(services.producer!.healthcheck).toEqual({ disable: true })
    expect(services.pipeline!.healthcheck).toBeUndefined()
  })

  it('gives the token to those who need it, as a file, and to nobody in the clear', () => {
    const { services, secrets } = compose()
    expect(secrets).toEqual({ http_token: { file: './docker/secrets/http-token' } })
    const given = Object.keys(services).filter((name) => services[name]!.secrets?.includes('http_token'))
    expect(given.toSorted()).toEqual(['pipeline', 'prometheus'])
    expect(services.pipeline!.environment).toMatchObject({
      TIDELINE_LOG: 'kafka://kafka:9092',
      TIDELINE_HTTP: '0.0.0.0:8080',
      TIDELINE_HTTP_HOSTS: 'pipeline',
      TIDELINE_HTTP_TOKEN_FILE: '/run/secrets/http_token',
    })
    const scrape = yamlOf<{ scrape_configs: object[] }>('docker/prometheus/prometheus.yml').scrape_configs
    expect(scrape).toEqual([
      expect.objectContaining({
        authorization: { credentials_file: '/run/secrets/http_token' },
        static_configs: [{ targets: ['pipeline:8080'] }],
      }),
    ])
  })

  it('mounts files that there are, read-only', () => {
    const mounts = Object.values(compose().services)
      .flatMap(({ volumes = [] }) => volumes)
      .filter((volume) => volume.startsWith('./'))
    expect(mounts.length).toBe(3)
    for (const mount of mounts) {
      const [source, , mode] = mount.split(':')
      expect([mount, existsSync(fileOf(source!)), mode]).toEqual([mount, true, 'ro'])
    }
  })

  it('pins every image', () => {
    const images = Object.values(compose().services).map(({ image, build }) => (build === undefined ? image : 'built'))
    for (const image of images) expect(image).toMatch(/^(built|[a-z/-]+:v?\d+\.\d+\.\d+)$/)
  })
})

describe.runIf(hasTool('docker-compose', 'docker-compose', '--version'))('docker-compose', () => {
  it.each([[[]], [['--profile', 'full']]])('understands it, %j', { timeout: 20_000 }, (profile) => {
    execFileSync('docker-compose', ['-f', fileOf('docker-compose.yml'), ...profile, 'config', '--quiet'])
  })
})
