import type { PIPELINE_FLAGS } from './command-flags.ts'
import type { Given } from './command-line.ts'
import { isLoopback } from './http.ts'

/** What others can reach shows what it shows to those who know the token alone. */
export const checkHttp = ({
  config: { http, httpToken },
  givenBy,
}: Given<typeof PIPELINE_FLAGS>): readonly string[] => {
  // A token that could not be decoded is undefined, and said by its codec.
  if (http === undefined || http === 'off' || isLoopback(http.host) || httpToken !== null) return []
  return [
    `${givenBy.http ?? '--http'}: ${http.host} can be reached from other machines, so it needs a token: put one into a file for ` +
      '--http-token-file, or into TIDELINE_HTTP_TOKEN; or keep to 127.0.0.1',
  ]
}
