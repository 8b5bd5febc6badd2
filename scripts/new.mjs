import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, relative } from 'node:path'
import {
  ensureInstalled,
  exists,
  filesUnder,
  inRoot,
  packageBin,
  Refusal,
  runNode,
  say,
  script,
} from './setup.mjs'
import {
  afterRegistrationOf,
  atTop,
  editSource,
  insideConstant,
  insideProperty,
} from './source-edits.mjs'

const KEBAB = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/
const CONTAINER = 'src/container.ts'
const RUN_CONTAINER = 'src/run-container.ts'
const FLOW = 'src/core/flow.ts'
const EXPORTS = 'test/architecture/public-exports.txt'

/** What the house needs to know of a new piece, beside its own files. */
const WIRING = {
  service: ({ name, Name, camel }) => ({
    [CONTAINER]: [
      { where: atTop, put: `import { ${Name}Service } from './services/${name}-service.ts'\n` },
      {
        where: afterRegistrationOf('PortfolioService'),
        put: `.register(${Name}Service, (c) => new ${Name}Service({ bus: c.get(EventBus) }))`,
      },
      { where: insideProperty('parts'), put: `${camel}: c.get(${Name}Service)` },
    ],
    [FLOW]: [
      { where: insideProperty('system.emergency_resume'), put: `'${Name}Service'` },
      { where: insideProperty('system.maintenance', 0), put: `'${Name}Service'` },
    ],
  }),
  coordinator: ({ name, Name }) => ({
    [RUN_CONTAINER]: [
      {
        where: atTop,
        put: `import { ${Name}Coordinator } from './core/coordinators/${name}-coordinator.ts'\n`,
      },
      {
        where: afterRegistrationOf('StatusCoordinator'),
        put:
          `.register(${Name}Coordinator, () => new ${Name}Coordinator({ ...observing, ` +
          `onClose: async (date) => log.info('a session is over', { date }) }))`,
      },
      { where: insideProperty('others'), put: `c.get(${Name}Coordinator)` },
    ],
    [FLOW]: [{ where: insideProperty('market.close'), put: `'${Name}Coordinator'` }],
  }),
  client: ({ name, Name }) => ({
    [CONTAINER]: [
      {
        where: atTop,
        put: `import { chance } from './core/chance.ts'\nimport { ${Name}Client } from './adapters/${name}/${name}-client.ts'\n`,
      },
      {
        where: afterRegistrationOf('StateDoor'),
        put:
          `.register(${Name}Client, (c) => new ${Name}Client({ address: 'https://api.${name}.example/v1', ` +
          'keys: [], clock: c.get(SystemClock), jitter: chance }))',
      },
    ],
  }),
  strategy: ({ name, camel }) => ({
    'src/strategies/registry.ts': [
      { where: atTop, put: `import { ${camel} } from './${name}.ts'\n` },
      { where: insideConstant('ALL'), put: camel },
    ],
  }),
  task: () => ({}),
}

const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1)

/** A name in every form in which the templates use it. */
function formsOf(name) {
  const words = name.split('-')
  const Name = words.map(capital).join('')
  return {
    name,
    Name,
    camel: Name.charAt(0).toLowerCase() + Name.slice(1),
    snake: words.join('_'),
    Words: capital(words.join(' ')),
  }
}

const filled = (text, forms) =>
  text.replaceAll(/__(name|Name|camel|snake|Words)__/g, (_, form) => forms[form])

/** Writes the template's files; those of a kind's own base are written once, with its first piece. */
async function writeFiles(kind, forms) {
  const from = inRoot('templates', kind)
  const written = []
  for (const file of await filesUnder(from)) {
    const path = filled(relative(from, file).replaceAll('\\', '/'), forms)
    const isBase = !file.includes('__name__')
    if (await exists(inRoot(path))) {
      if (isBase) continue
      throw new Refusal(`${path} is there already: choose another name.`)
    }
    await mkdir(dirname(inRoot(path)), { recursive: true })
    await writeFile(inRoot(path), filled(await readFile(file, 'utf8'), forms))
    written.push(path)
  }
  return written
}

/** Notes down what the new files of core export, so that it cannot go away unnoticed. */
async function noteExports(paths) {
  const lines = (await readFile(inRoot(EXPORTS), 'utf8')).split('\n').filter((line) => line !== '')
  for (const path of paths.filter((each) => each.startsWith('src/core/'))) {
    const text = await readFile(inRoot(path), 'utf8')
    const names = [
      ...text.matchAll(/^export (?:abstract )?(?:class|const|function|interface|type) (\w+)/gm),
    ]
    lines.push(
      `${path}: ${names
        .map(([, name]) => name)
        .sort()
        .join(' ')}`,
    )
  }
  await writeFile(inRoot(EXPORTS), `${lines.sort().join('\n')}\n`)
}

await script(async () => {
  const [kind, name] = process.argv.slice(2)
  const kinds = await readdir(inRoot('templates'))
  if (!kinds.includes(kind) || !KEBAB.test(name ?? '')) {
    throw new Refusal(
      `Say what and how it is called: node scripts/new.mjs ${kinds.join('|')} some-name`,
    )
  }
  await ensureInstalled()
  const forms = formsOf(name)
  const written = await writeFiles(kind, forms)
  const wiring = WIRING[kind](forms)
  for (const [path, edits] of Object.entries(wiring)) await editSource(path, edits)
  await noteExports(written)
  const touched = [...written, ...Object.keys(wiring)]
  const args = ['check', '--write', '--linter-enabled=false', ...touched]
  await runNode(await packageBin('@biomejs/biome', 'biome'), args, { stdio: 'ignore' })
  for (const path of written) say(`wrote   ${path}`)
  for (const path of Object.keys(wiring)) say(`changed ${path}`)
  say(
    `\nNow make it yours, then: npx vitest run ${written.filter((path) => path.startsWith('test/')).join(' ')}`,
  )
})
