import { Chips } from '../../components/chips.tsx'
import { chooseTheme, THEMES, useThemeChoice } from '../../theme.ts'

const OPTIONS = THEMES.map((id) => ({ id, word: id === 'system' ? 'as the system' : id }))

/** How the pages look in this browser. */
export function LooksPanel() {
  const chosen = useThemeChoice()
  return (
    <section
      aria-label="Looks of this browser"
      className="flex flex-wrap items-center gap-x-4 border-t border-line py-2"
    >
      <h2>Looks</h2>
      <Chips label="Light or dark" options={OPTIONS} chosen={[chosen]} onToggle={chooseTheme} />
      <p className="text-s text-quiet">kept in this browser</p>
    </section>
  )
}
