import { byId } from './dom/find.ts'
import { putText } from './dom/put.ts'

/** Speaks through a screen reader when it changes: the connection where it is troubled, else the pipeline's health. */
export const announcer = () => {
  const element = byId('announcer')
  let [health, trouble] = ['', null as string | null]
  const put = () => putText(element, trouble ?? health)
  return {
    sayHealth: (text: string) => {
      health = text
      put()
    },
    sayConnection: (text: string | null) => {
      trouble = text
      put()
    },
  }
}
