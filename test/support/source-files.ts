import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A source file: its path within src with `/`, and its text. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** Every TypeScript file of src, declarations too. */
export const sourceFiles = (): readonly SourceFile[] => {
  const root = fileURLToPath(new URL('../../src', import.meta.url))
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ path: name.split(sep).join('/'), text: readFileSync(join(root, name), 'utf8') }))
}

const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm
/** `import x from 'a'`, `import type x from 'a'`, `export * from 'a'`, `import 'a'`, over several lines too. */
const STATEMENT = /^\s*(?:import\s*|(?:import|export)\b[^'"`;]*?\bfrom\s*)(['"])([^'"\n]+)\1/gm
/** `import('a')`, also as a type, `require('a')`, `require.resolve('a')`, `createRequire(import.meta.url)('a')`. */
const CALL = /(?:\bimport|\brequire(?:\.resolve)?|\bimport\.meta\.url\))\s*\(\s*(['"`])([^'"`$]+)/g

/** What a file imports, as it is written there, type-only imports too. */
export const importsOf = ({ text }: SourceFile): readonly string[] => {
  const code = text.replace(COMMENT, '')
  return [...code.matchAll(STATEMENT), ...code.matchAll(CALL)].map((match) => match[2]!)
}

/** The file that a relative import means; null for a package. */
export const targetOf = (importer: string, specifier: string): string | null =>
  specifier.startsWith('.') ? posix.join(posix.dirname(importer), specifier) : null

/** `lmdb` of `lmdb/x`, `@a/b` of `@a/b/c`, `node:fs` of `node:fs/promises`. */
export const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
