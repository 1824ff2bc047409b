import { textOf } from './monitoring-files.ts'

export interface Instruction {
  /** In capitals. */
  readonly name: string
  readonly text: string
}

/** The stages of the Dockerfile, each from its FROM on. No more of the format than this Dockerfile needs: comments, and lines that go on. */
export const dockerStages = (): readonly (readonly Instruction[])[] => {
  const instructions = textOf('Dockerfile')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name, ...words] = line.trim().split(/\s+/)
      return { name: name!.toUpperCase(), text: words.join(' ') }
    })
  const stages: Instruction[][] = []
  for (const instruction of instructions) {
    if (instruction.name === 'FROM') stages.push([])
    stages.at(-1)!.push(instruction)
  }
  return stages
}

export const textsOf = (stage: readonly Instruction[], name: string): readonly string[] =>
  stage.filter((instruction) => instruction.name === name).map(({ text }) => text)

/** What ENV sets. */
export const environmentOf = (stage: readonly Instruction[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    textsOf(stage, 'ENV').flatMap((text) => text.split(' ').map((pair) => pair.split('=') as [string, string])),
  )

/** The exec form of an instruction, behind its options: what is run without a shell. */
export const execForm = (stage: readonly Instruction[], name: string): readonly string[] =>
  JSON.parse(
    textsOf(stage, name)
      .at(-1)!
      .replace(/^[^[]*/, ''),
  )
