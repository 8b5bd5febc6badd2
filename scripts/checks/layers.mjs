import { capture, filesUnder, inRoot, packageBin } from '../setup.mjs'

/** Imports against the table of layers; a run that saw too few modules proves nothing and fails. */
export async function checkLayers() {
  const config = inRoot('.dependency-cruiser.mjs')
  const args = ['--config', config, '--output-type', 'json', 'src', 'ui']
  const { text } = await capture(process.execPath, [
    await packageBin('dependency-cruiser'),
    ...args,
  ])
  const { modules, summary } = JSON.parse(text)
  const seen = modules.filter(({ source }) => /^(?:src|ui)\/.*\.tsx?$/.test(source)).length
  const all = await Promise.all(['src', 'ui'].map((folder) => filesUnder(inRoot(folder))))
  const files = all.flat().filter((file) => /\.tsx?$/.test(file)).length
  const problems = summary.violations.map(
    ({ from, to, rule }) => `${from} → ${to} breaks the rule "${rule.name}"`,
  )
  if (seen === files) return problems
  return [
    ...problems,
    `dependency-cruiser read ${seen} modules of ${files} files: it proves nothing`,
  ]
}
