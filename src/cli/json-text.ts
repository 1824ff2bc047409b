/**
 * One line of JSON that a terminal shows as it is: what JSON leaves alone and a terminal may obey (the C1 controls, CSI among them, delete, marks
 * that turn the reading direction round, the separators of lines) is escaped. Parsed, it is the same.
 */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
