import { EventBus } from '../../src/core/event-bus.ts'
import { ApprovalService } from '../../src/services/approval-service.ts'
import { RiskService } from '../../src/services/risk-service.ts'
import { around, deafTo, FAIR, type PlantedBug } from './plants.ts'

const NOBODY = { by: 'nobody', reason: 'a bug' } as const

/** One a line: what must hold of the AI's proposals beside a bug that nothing else would show. */
export const PLANTED_APPROVALS: readonly PlantedBug[] = [
  {
    invariant: 'no order of the AI’s without an approval',
    bug: 'risk takes a wish in its name from anybody',
    finds: /of the AI’s without an approval/,
    climate: FAIR,
    approvals: 'manual',
    plant: {
      parts: around(RiskService, (event, handle) => {
        const { seq, id, type, version, at, source, correlationId, cause, causationId } = event
        const envelope = { seq, id, version, at, source, correlationId, cause, causationId }
        if (type !== 'strategy.intent_received') return handle(event)
        handle({ ...envelope, type, isInput: false, data: event.data })
      }),
    },
  },
  {
    invariant: 'a proposal is approved once',
    bug: 'the desk forgets that it was answered',
    finds: /is approved twice|fold is not the live state/,
    climate: FAIR,
    approvals: 'manual',
    plant: { parts: deafTo(ApprovalService, 'approval.approved') },
  },
  {
    invariant: 'an approval is somebody’s',
    bug: 'what is asked is approved by itself',
    finds: /is approved by nobody/,
    climate: FAIR,
    approvals: 'manual',
    plant: {
      parts: (desk) => {
        const bus = desk.get(EventBus)
        around(ApprovalService, (event, handle) => {
          handle(event)
          if (event.type !== 'approval.requested' || bus.isReplaying) return
          const { approvalId, recommendationId } = event.data
          const origin = { source: 'bug', causedBy: event }
          bus.publish('approval.approved', { approvalId, recommendationId, ...NOBODY }, origin)
        })(desk)
      },
    },
  },
  {
    invariant: 'an answer comes in time',
    bug: 'a late answer is taken for one of this moment',
    finds: /the answer came too late/,
    climate: FAIR,
    approvals: 'manual',
    plant: {
      parts: (desk) => {
        const requestedAt = new Map<string, number>()
        around(ApprovalService, (event, handle) => {
          if (event.type === 'approval.requested')
            requestedAt.set(event.data.approvalId, event.data.requestedAt)
          if (event.type !== 'approval.answer_given') return handle(event)
          const { seq, id, type, version, at, source, correlationId, cause, causationId } = event
          const envelope = { seq, id, version, at, source, correlationId, cause, causationId }
          const answeredAt = requestedAt.get(event.data.approvalId) ?? event.data.answeredAt
          const data = { ...event.data, answeredAt: answeredAt as typeof event.data.answeredAt }
          handle({ ...envelope, type, isInput: true, data })
        })(desk)
      },
    },
  },
  {
    invariant: 'an answer is to what was shown',
    bug: 'the desk does not look at which figures were seen',
    finds: /other figures were shown/,
    climate: FAIR,
    approvals: 'manual',
    plant: {
      parts: (desk) => {
        const service = desk.get(ApprovalService)
        around(ApprovalService, (event, handle) => {
          if (event.type !== 'approval.answer_given') return handle(event)
          const { open } = service.save()
          const seen = open.find(({ approvalId }) => approvalId === event.data.approvalId)
          const { seq, id, type, version, at, source, correlationId, cause, causationId } = event
          const envelope = { seq, id, version, at, source, correlationId, cause, causationId }
          const figuresHash = seen?.figuresHash ?? event.data.figuresHash
          handle({ ...envelope, type, isInput: true, data: { ...event.data, figuresHash } })
        })(desk)
      },
    },
  },
  {
    invariant: 'every proposal is answered',
    bug: 'a recommendation is lost',
    finds: /proposals without an answer/,
    climate: FAIR,
    approvals: 'automatic',
    plant: { parts: deafTo(ApprovalService, 'ai.recommendation') },
  },
]
