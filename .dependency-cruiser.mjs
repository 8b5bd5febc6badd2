import { readFile } from 'node:fs/promises'
import { Compiler } from '@swc/core'
import { Visitor } from '@swc/core/Visitor.js'

// The parser knows `using`, its walker does not yet: to the walker it is a variable like another.
const { visitStatement } = Visitor.prototype
Visitor.prototype.visitStatement = function visit(statement) {
  if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement)
  return this.visitVariableDeclaration({ ...statement, declarations: statement.decls })
}

// It parses every file as plain TypeScript: what ends in tsx has elements too.
const { parseFileSync } = Compiler.prototype
Compiler.prototype.parseFileSync = function parse(path, options) {
  return parseFileSync.call(this, path, { ...options, tsx: path.endsWith('.tsx') })
}

// One table for both readers: the tests in test/architecture, and dependency-cruiser, which also resolves.
const table = JSON.parse(
  await readFile(new URL('test/architecture/layers.json', import.meta.url), 'utf8'),
)

/** A file belongs to the first row that it fits. */
const layers = table.layers.map(({ files, mayImport }, index) => ({
  name: `layer ${files}`,
  severity: 'error',
  from: { path: files, pathNot: table.layers.slice(0, index).map((row) => row.files) },
  to: { path: '^(?:src|ui|config)/', pathNot: mayImport },
}))

const packages = table.packages
  .filter(({ named }) => !named.includes('node:'))
  .map(({ named, only }) => ({
    name: `package ${named}`,
    severity: 'error',
    from: { path: '^src/', pathNot: only },
    to: { path: `(?:^|/)node_modules/${named.replace(/^\^/, '').replace(/\$$/, '(?:/|$)')}` },
  }))

export default {
  forbidden: [
    ...layers,
    ...packages,
    { name: 'no circle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no unknown module', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no development package in the product',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no orphan',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '^src/domain/indicators/'] },
      to: {},
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.json', '.d.ts'],
    },
  },
}
