import * as t from 'io-ts'
import type { Given } from './command-line.ts'
import { flag, optional, secret, toggle, underVariable } from './flag.ts'
import { HttpToken } from './http.ts'
import { HttpUrl } from './http-url.ts'
import { EventName } from './names.ts'
import { wholeNumber } from './numbers.ts'
import { textCodec } from './text-codec.ts'

const MOST_SEARCHED = 256

const Search = textCodec(`a text of 1 to ${MOST_SEARCHED} characters`, t.string, (text) =>
  text !== '' && text.length <= MOST_SEARCHED ? text : null,
)

/** Their variables are their own: the pipeline's environment has TIDELINE_TENANTS for something else. */
export const TOP_FLAGS = {
  url: underVariable('TIDELINE_TOP_URL', flag('--url <url>', HttpUrl, 'http://127.0.0.1:8080', 'where it serves')),
  httpToken: secret(
    '--http-token-file <path>',
    HttpToken,
    "a file with the pipeline's token, where it wants one; TIDELINE_HTTP_TOKEN may hold it instead",
  ),
  search: underVariable(
    'TIDELINE_TOP_SEARCH',
    optional('--search <text>', Search, 'all', 'only tenants whose names contain this'),
  ),
  tenant: underVariable(
    'TIDELINE_TOP_TENANT',
    optional('--tenant <name>', EventName, 'all', 'only the windows of this tenant'),
  ),
  tenants: underVariable(
    'TIDELINE_TOP_TENANTS',
    flag('--tenants <n>', wholeNumber(1, 100), '10', 'how many tenants are listed'),
  ),
  once: underVariable(
    'TIDELINE_TOP_ONCE',
    toggle('--once', 'prints one view as plain text and ends; so it does where standard output is no terminal'),
  ),
  json: underVariable('TIDELINE_TOP_JSON', toggle('--json', 'with --once: the view as one line of JSON')),
}

/** A screen that is painted over and over is no place for JSON. */
export const checkTop = ({ config, givenBy }: Given<typeof TOP_FLAGS>): readonly string[] => [
  ...(config.json && !config.once ? [`${givenBy.json}: only with --once`] : []),
  ...(config.search != null && config.tenant != null ? [`${givenBy.search}: not together with ${givenBy.tenant}`] : []),
]
