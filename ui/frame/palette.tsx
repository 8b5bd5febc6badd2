import { Dialog } from '@base-ui/react/dialog'
import { useRouter } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { useState } from 'react'
import type { SearchBody } from '../../src/web/contract/market.ts'
import { useRead } from '../api/api-context.ts'
import { symbolOf } from '../format.ts'
import { useTopic } from '../live/live-context.ts'
import { chooseTheme, THEMES } from '../theme.ts'
import { showOverlay } from './overlays.ts'
import { AiItems } from './palette-ai.tsx'
import { useScreens } from './use-screens.ts'

const FOUND_MAX = 8
const ITEM =
  'flex cursor-pointer items-baseline gap-3 rounded-sm px-2 py-1.5 data-[selected=true]:bg-wash data-[selected=true]:text-accent'
const GROUP =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:text-s [&_[cmdk-group-heading]]:text-quiet'

/** Finds a screen, an instrument or something to do by a few letters. */
export function Palette() {
  const [text, setText] = useState('')
  const found = useFound(text)
  return (
    <Dialog.Root open onOpenChange={(open) => !open && showOverlay(null)}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Popup className="fixed inset-x-2 top-[12vh] z-50 mx-auto max-w-lg rounded-sm border border-line bg-paper shadow-float">
          <Dialog.Title className="sr-only">Search screens, instruments and actions</Dialog.Title>
          <Command label="Search screens, instruments and actions" loop>
            <Command.Input
              value={text}
              onValueChange={setText}
              placeholder="Where to, or what to do?"
              className="w-full border-b border-line bg-transparent p-3 text-l outline-none"
            />
            <Command.List className="max-h-[56vh] overflow-auto p-2">
              <Command.Empty className="p-2 text-quiet">Nothing is called that here.</Command.Empty>
              <ScreenItems />
              <InstrumentItems found={found} />
              <AiItems instrument={found[0]?.instrument ?? null} item={ITEM} group={GROUP} />
              <ActionItems />
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** Does something and puts the palette away. */
const then = (act: () => void) => () => {
  showOverlay(null)
  act()
}

function ScreenItems() {
  const router = useRouter()
  return (
    <Command.Group heading="Screens" className={GROUP}>
      {useScreens().map(({ id, word, path, key }) => (
        <Command.Item
          key={id}
          value={`screen ${word}`}
          className={ITEM}
          onSelect={then(() => void router.navigate({ to: path }))}
        >
          {word}
          <kbd className="ml-auto font-mono text-s text-quiet">g {key}</kbd>
        </Command.Item>
      ))}
    </Command.Group>
  )
}

type Found = SearchBody['found']
const NOTHING: Found = []

/** Instruments that a few letters name. */
function useFound(text: string): Found {
  const q = text.trim()
  const { data } = useRead(
    '/api/instruments/search',
    {},
    { query: { q, limit: FOUND_MAX }, isWanted: q !== '' },
  )
  return data && q !== '' ? data.found : NOTHING
}

function InstrumentItems({ found }: { readonly found: Found }) {
  const router = useRouter()
  const hasChart = useScreens().some(({ id }) => id === 'chart')
  if (found.length === 0 || !hasChart) return null
  return (
    <Command.Group heading="Instruments" className={GROUP}>
      {found.map(({ instrument, name }) => (
        <Command.Item
          key={instrument}
          value={`${instrument} ${name}`}
          className={ITEM}
          onSelect={then(() => void router.navigate({ to: '/chart', search: { instrument } }))}
        >
          {symbolOf(instrument)}
          <span className="truncate text-s text-quiet">{name}</span>
        </Command.Item>
      ))}
    </Command.Group>
  )
}

function ActionItems() {
  const isHalted = useTopic('status', ({ trading }) => trading.state === 'halted') ?? false
  const next = isHalted ? 'resume' : 'stop'
  return (
    <Command.Group heading="Actions" className={GROUP}>
      <Command.Item className={ITEM} onSelect={() => showOverlay(next)}>
        {isHalted ? 'Resume trading' : 'Stop trading'}
      </Command.Item>
      {THEMES.map((theme) => (
        <Command.Item key={theme} className={ITEM} onSelect={then(() => chooseTheme(theme))}>
          Look: {theme === 'system' ? 'as the system' : theme}
        </Command.Item>
      ))}
      <Command.Item className={ITEM} onSelect={() => showOverlay('help')}>
        Show the keys
      </Command.Item>
      <Command.Item className={ITEM} onSelect={then(() => print())}>
        Print this screen
      </Command.Item>
    </Command.Group>
  )
}
