import { useNavigate, useSearch } from '@tanstack/react-router'
import { Chips } from '../../components/chips.tsx'
import { Page } from '../../components/page.tsx'
import { LooksPanel } from './looks-panel.tsx'
import { SectionPanel } from './section-panel.tsx'
import { SECTIONS, sectionOf } from './sections.ts'

/** Every setting with what it means, where it came from, and when a change acts. */
export function SettingsPage() {
  const navigate = useNavigate()
  const section = sectionOf(useSearch({ strict: false }))
  return (
    <Page title="Settings">
      <LooksPanel />
      <Chips
        label="Section"
        options={SECTIONS}
        chosen={[section]}
        onToggle={(next) => void navigate({ to: '/settings', search: { section: next } })}
      />
      <SectionPanel key={section} section={section} />
    </Page>
  )
}
