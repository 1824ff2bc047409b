import { Hono } from 'hono'
import type { LiveSource } from '../live/live-source.ts'
import { ownRequestsOnly } from './access.ts'
import { statusAnswer, windowsAnswer } from './api-answers.ts'
import { apiError } from './api-error.ts'
import { dashboardFile } from './dashboard-file.ts'
import { eventStream } from './event-stream.ts'
import { Gate, type ServeEnv } from './gate.ts'
import { liveness, readiness } from './health.ts'
import { logIn, loginPage, smallBody } from './login.ts'
import { metricsAnswer, type PipelineMetrics } from './metrics/pipeline-metrics.ts'
import { securityHeaders } from './security-headers.ts'
import type { ServeOptions } from './serve-options.ts'
import { tokenOnly } from './token-only.ts'

/** All that is answered, and who is: what stands behind `tokenOnly` is for those who show the token. HEAD is answered wherever GET is. */
export const createApp = (
  source: LiveSource,
  metrics: PipelineMetrics,
  { token, hosts, dashboard, onDefect }: Pick<ServeOptions, 'token' | 'hosts' | 'dashboard' | 'onDefect'>,
) => {
  const gate = new Gate(token)
  return new Hono<ServeEnv>()
    .use(securityHeaders)
    .use(ownRequestsOnly(hosts))
    .get('/livez', liveness)
    .get('/readyz', readiness(source, gate))
    .get('/login', loginPage)
    .post('/login', smallBody, logIn(gate))
    .use(tokenOnly(gate))
    .get('/metrics', metricsAnswer(metrics))
    .get('/api/status', statusAnswer(source))
    .get('/api/windows', windowsAnswer(source))
    .get('/api/stream', eventStream(source, onDefect))
    .get('*', dashboardFile(dashboard))
    .notFound((c) => apiError(c, 404, 'there is nothing here'))
    .onError((error, c) => {
      onDefect(error)
      return apiError(c, 500, 'this could not be answered; the log of the pipeline says why')
    })
}
