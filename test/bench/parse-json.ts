/** The plainest way to an event. What is no JSON is passed over. */
export const parseJson = (value: Buffer): void => {
  try {
    JSON.parse(value.toString())
  } catch {
    // some of the synthetic records are broken, as in real life
  }
}
