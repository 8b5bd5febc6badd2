import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Api } from './api/api.ts'
import { ApiProvider } from './api/api-context.ts'
import { Gate } from './frame/gate.tsx'
import { browserSurroundings, followWaking, onFrame } from './live/browser-surroundings.ts'
import { Live } from './live/live.ts'
import { LiveProvider } from './live/live-context.ts'
import { router } from './routes.tsx'
import { startTheme } from './theme.ts'
import './style.css'

startTheme()
const api = new Api((...asked) => fetch(...asked))
const live = new Live(
  browserSurroundings(() => api.open()),
  onFrame,
)
const queries = new QueryClient()

// The socket is let in by the session's cookie; without one it waits for the password.
const stop = api.onAccess(() => {
  if (api.access.state !== 'open') return
  stop()
  live.connection.connect()
  followWaking(live)
})
api.open().catch(() => null)

const place = document.getElementById('root')
if (place) {
  createRoot(place).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={queries}>
          <ApiProvider value={api}>
            <LiveProvider value={live}>
              <Gate>
                <RouterProvider router={router} />
              </Gate>
            </LiveProvider>
          </ApiProvider>
        </QueryClientProvider>
      </CSPProvider>
    </StrictMode>,
  )
}
