/**
 * Whose turn it is, round after round, every other one backwards: what slows the machine down for a while, or makes it warm, hits all alike.
 *
 *   a b c, 3 rounds: a b c  c b a  a b c
 */
export const turns = <T>(all: readonly T[], rounds: number): readonly { readonly round: number; readonly one: T }[] =>
  Array.from({ length: rounds }, (_, i) =>
    (i % 2 === 0 ? all : all.toReversed()).map((one) => ({ round: i + 1, one })),
  ).flat()
