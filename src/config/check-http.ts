import { type HttpAddress, isLoopback } from './http.ts'

interface GivenHttp {
  readonly config: { readonly http?: HttpAddress | undefined; readonly httpToken?: string | null | undefined }
  readonly givenBy: { readonly http?: string | undefined }
}

/** What others can reach shows what it shows to those who know the token alone. */
export const checkHttp = ({ config: { http, httpToken }, givenBy }: GivenHttp): readonly string[] => {
  // A token that could not be decoded is undefined, and said by its codec.
  if (http === undefined || http === 'off' || isLoopback(http.host) || httpToken !== null) return []
  return [
    `${givenBy.http ?? '--http'}: ${http.host} can be reached from other machines, so it needs a token: put one into a file for ` +
      '--http-token-file, or into TIDELINE_HTTP_TOKEN; or keep to 127.0.0.1',
  ]
}
