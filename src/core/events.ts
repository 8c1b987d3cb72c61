/** Every kind of event the hub records (4-model, "Events"). The past tense: an event says what happened. */
export const EVENT_TYPES = [
  'begun', 'consentGiven', 'consentWithdrawn', 'followed', 'unfollowed', 'scanned', 'menu', 'threadChanged',
  'received', 'identified', 'botAssigned', 'flowBegun', 'handoffRequested', 'enqueued', 'prioritised', 'stepRelaxed', 'offerCreated',
  'offerAccepted', 'offerDeclined', 'offerExpired', 'offerRescinded', 'picked', 'connected', 'messageIn', 'messageOut',
  'noteAdded', 'pageMarked', 'pageUnmarked', 'deliveryUpdated', 'firstResponded', 'held', 'resumed', 'consultStarted', 'consultEnded', 'conferenceJoined', 'attendStarted', 'attendChanged', 'attendEnded',
  'participantLeft', 'transferRequested', 'transferCompleted', 'transferFailed', 'requeued', 'nudged', 'takenBack', 'silenceWarned', 'silenceEnded', 'parked', 'snoozed', 'woken',
  'customerDisconnected', 'abandoned', 'overflowed', 'queueAdded', 'queueLeft', 'callbackBooked', 'callbackRung', 'callbackAnswered', 'callbackMissed', 'voicemailLeft', 'wrapUpStarted',
  'wrapUpExtended', 'dispositionSet', 'rated', 'targetMissed', 'closed', 'reopened', 'merged', 'unmerged', 'recordingStarted',
  'recordingPaused', 'recordingResumed', 'recordingStopped', 'recordingStored', 'recordingFailed', 'recordingHeard', 'recordingDeleted', 'recordingRefused', 'presenceChanged', 'configChanged',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Who did it: `system` is the hub itself (a timer, the ACD). */
export interface Actor {
  readonly kind: 'customer' | 'agent' | 'bot' | 'flow' | 'supervisor' | 'system';
  readonly id: string | null;
}
export const SYSTEM: Actor = { kind: 'system', id: null };
