import * as t from 'io-ts'
import type { Given } from '../../src/config/command-line.ts'
import { flag, optional, underVariable } from '../../src/config/flag.ts'
import { wholeNumber } from '../../src/config/numbers.ts'
import { Path } from '../../src/config/paths-and-times.ts'
import { textCodec } from '../../src/config/text-codec.ts'
import { KAFKA_FLAG } from './kafka-choice.ts'

const MOST_WORKERS = 64

const Workers = textCodec(`numbers from 1 to ${MOST_WORKERS}, such as 1,2`, t.readonlyArray(t.number), (text) => {
  const numbers = text.split(',').map((part) => (/^\d{1,2}$/.test(part) ? Number(part) : 0))
  return numbers.every((n) => n >= 1 && n <= MOST_WORKERS) ? [...new Set(numbers)] : null
})

export const BENCH_FLAGS = {
  kafka: KAFKA_FLAG,
  events: flag('--events <n>', wholeNumber(1_000, 1_000_000_000), '3000000', 'how many events the topic has'),
  tenants: flag('--tenants <n>', wholeNumber(1, 1_000_000), '100', 'how many tenants'),
  // TIDELINE_WORKERS is how many the pipeline has.
  workers: underVariable(
    'TIDELINE_BENCH_WORKERS',
    flag('--workers <list>', Workers, '1,2', 'with how many workers the pipeline runs, one contender each'),
  ),
  peers: optional('--peers <dir>', Path, null, 'other systems to run on the same Kafka, found by their programs there'),
  runs: flag('--runs <n>', wholeNumber(1, 99), '3', 'how often each contender runs'),
  out: flag('--out <dir>', Path, 'docs/bench', 'where bench.json, bench.svg and README.md go'),
  seed: flag('--seed <n>', wholeNumber(0, 2 ** 32 - 1), '7', 'makes the same events again'),
}

/** What is wrong with the values taken together, one problem a line. */
export const checkBench = ({ config: { kafka, peers }, givenBy }: Given<typeof BENCH_FLAGS>): readonly string[] =>
  peers !== null && kafka === null ? [`${givenBy.peers}: other systems read Kafka, so --kafka has to say which`] : []
