import { importsOf, packageOf, type SourceFile, targetOf } from './source-files.ts'

export interface ImportRules {
  /** By folder of src, or by file for those that lie in src itself: which others it may import. Its own folder it always may. */
  readonly upstream: Readonly<Record<string, readonly string[]>>
  /** By package: the files that may import it. A package that is not named here may be imported by none. */
  readonly packages: Readonly<Record<string, RegExp>>
  /** Files that only certain files may import. */
  readonly adapters: readonly { readonly files: RegExp; readonly importedBy: RegExp }[]
}

/** Each import that breaks a rule, as a sentence that names the file and the import. */
export const brokenRules = (files: readonly SourceFile[], rules: ImportRules): readonly string[] =>
  files.flatMap((file) =>
    importsOf(file).flatMap((specifier) => {
      const target = targetOf(file.path, specifier)
      const broken =
        target === null
          ? brokenByPackage(file.path, packageOf(specifier), rules)
          : brokenByFile(file.path, target, rules)
      return broken === null ? [] : [`${file.path} imports ${specifier}: ${broken}`]
    }),
  )

const brokenByPackage = (importer: string, name: string, { packages }: ImportRules): string | null => {
  const allowed = packages[name] ?? (name.startsWith('node:') ? /(?:)/ : null)
  if (allowed === null) return `${name} is not in the table of packages`
  return allowed.test(importer) ? null : `only ${allowed.source} may import ${name}`
}

const brokenByFile = (importer: string, target: string, { upstream, adapters }: ImportRules): string | null => {
  const [from, to] = [placeOf(importer), placeOf(target)]
  const allowed = upstream[from]
  if (allowed === undefined) return `${from} is not in the table of folders`
  if (from !== to && !allowed.includes(to))
    return `${from} may import ${allowed.join(', ') || 'no other folder'}, not ${to}`
  const adapter = adapters.find(({ files, importedBy }) => files.test(target) && !importedBy.test(importer))
  return adapter === undefined ? null : `only ${adapter.importedBy.source} may import an adapter`
}

/** `window` of `window/counts.ts`, `pipeline` of `pipeline.ts`. */
const placeOf = (path: string): string => path.split('/')[0]!.replace(/\.ts$/, '')

/** Each cycle of imports once, as `a.ts -> b.ts -> a.ts`. */
export const importCycles = (files: readonly SourceFile[]): readonly string[] => {
  const imports = new Map(
    files.map((file) => [file.path, importsOf(file).flatMap((specifier) => targetOf(file.path, specifier) ?? [])]),
  )
  const cycles: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at >= 0) cycles.push([...trail.slice(at), path].join(' -> '))
    if (at >= 0 || done.has(path)) return
    for (const target of imports.get(path) ?? []) visit(target, [...trail, path])
    done.add(path)
  }
  for (const path of imports.keys()) visit(path, [])
  return cycles
}
