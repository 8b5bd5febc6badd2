import { useAccess } from '../api/api-context.ts'
import { SCREENS, type Screen } from '../screens.ts'

/** Screens whose part of the desk is there. */
export function useScreens(): readonly Screen[] {
  const access = useAccess()
  if (access.state !== 'open') return []
  const { available } = access.session
  return SCREENS.filter(({ id }) => available.includes(id))
}
