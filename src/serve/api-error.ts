import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** What every refusal of the server looks like. */
export interface ApiError {
  /** What is wrong, for people. */
  readonly error: string
}

export const apiError = (c: Context, status: ContentfulStatusCode, error: string, headers?: Record<string, string>) =>
  c.json<ApiError>({ error }, status, headers)
