import { once } from 'node:events'
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export interface Asking {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string
}

/** One request on a connection of its own, with whatever headers, Host too; `path` goes as it is. */
export const ask = async (url: string, path: string, asking: Asking = {}): Promise<Answer> => {
  const response = await open(url, path, asking)
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += chunk
  return { status: response.statusCode!, headers: response.headers, text }
}

/** The same as far as the head of the answer. */
export const open = async (
  url: string,
  path: string,
  { method = 'GET', headers = {}, body = '' }: Asking = {},
): Promise<IncomingMessage> => {
  const { hostname, port } = new URL(url)
  const host = hostname.replace(/[[\]]/g, '')
  const asked = request({ host, port, path, method, headers: headers as Record<string, string>, agent: false })
  asked.end(body)
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  return response
}
