import { PatienceMs } from './durations.ts'
import { flag, secret } from './flag.ts'
import { HostNames, HttpAddress, HttpToken } from './http.ts'

/** What a running pipeline serves, to whom, and when it takes itself for stuck. */
export const HTTP_FLAGS = {
  http: flag(
    '--http <address|off>',
    HttpAddress,
    '127.0.0.1:8080',
    'where the dashboard, the API and the metrics are served',
  ),
  httpToken: secret(
    '--http-token-file <path>',
    HttpToken,
    'a file with the token that requests must know, of 16 characters or more; TIDELINE_HTTP_TOKEN may hold it instead. Needed where other machines reach --http',
  ),
  httpHosts: {
    ...flag(
      '--http-hosts <names>',
      HostNames,
      '',
      'names that requests may ask for besides localhost and IP addresses',
    ),
    shownDefault: 'none',
  },
  stallMs: flag(
    '--stall <duration|off>',
    PatienceMs,
    '60s',
    'how long nothing may move while there is something to read, before the run gives up for a supervisor to start it again',
  ),
}
