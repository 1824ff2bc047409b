import { describe, expect, it } from 'vitest'
import { markdown, plainText, type Report } from './report.ts'

const REPORT: Report = {
  about: ['a machine', 'a day'],
  sections: [
    {
      title: 'Speed',
      head: ['', 'events/s', 'note'],
      rows: [
        ['one', '1,000', 'fast'],
        ['other', '20', '7'],
      ],
      notes: ['as measured'],
    },
  ],
  notes: ['all of it'],
}

describe('plainText', () => {
  it('has the tables with their notes below', () => {
    expect(plainText(REPORT).split('\n')).toEqual([
      'a machine',
      'a day',
      '',
      'Speed',
      '         events/s  note',
      '  one       1,000  fast',
      '  other        20  7',
      '  as measured',
      '',
      'all of it',
    ])
  })
})

describe('markdown', () => {
  it('is a page of tables, numbers to the right', () => {
    expect(markdown('A page', 'How.', REPORT).split('\n')).toEqual([
      '# A page',
      '',
      'How.',
      '',
      '- a machine',
      '- a day',
      '',
      '## Speed',
      '',
      '|  | events/s | note |',
      '| --- | ---: | --- |',
      '| one | 1,000 | fast |',
      '| other | 20 | 7 |',
      '',
      '- as measured',
      '',
      '## Notes',
      '',
      '- all of it',
    ])
  })

  it('lets no text of another program break a table', () => {
    const section = { ...REPORT.sections[0]!, rows: [['a|b', '1', '<b>*x*</b>\nTraceback']] }
    expect(markdown('A page', '', { ...REPORT, sections: [section] })).toContain(
      '| a\\|b | 1 | \\<b\\>\\*x\\*\\</b\\> Traceback |',
    )
  })
})
