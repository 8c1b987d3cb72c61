import { graphql } from '../../shared/graphql.ts';
import { RECORDING } from './documents.ts';

export const SET_PRESENCE = graphql(`mutation SetPresence($presence: Presence!, $reason: String, $next: Boolean!) {
  setPresence(presence: $presence, reason: $reason, next: $next) { __typename ... on Agent { id presence reason next nextReason presenceSince } ... on Refusal { code message field } } }`);
export const ACCEPT = graphql(`mutation Accept($offer: ID!) {
  acceptOffer(offer: $offer) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const DECLINE = graphql(`mutation Decline($offer: ID!, $reason: String!) {
  declineOffer(offer: $offer, reason: $reason) { __typename ... on Done { ok } ... on Refusal { code message field } } }`);
export const PICK = graphql(`mutation Pick($interaction: ID!) {
  pickInteraction(interaction: $interaction) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const SEND = graphql(`mutation Send($interaction: ID!, $text: String, $attachments: [ID!], $clientId: String!, $seenSeq: Int, $mail: MailInput) {
  sendMessage(interaction: $interaction, text: $text, attachments: $attachments, clientId: $clientId, seenSeq: $seenSeq, mail: $mail) {
    __typename ... on Entry { id seq } ... on Refusal { code message field } } }`);
export const ADD_NOTE = graphql(`mutation AddNote($interaction: ID!, $text: String!, $mentions: [ID!], $clientId: String!) {
  addNote(interaction: $interaction, text: $text, mentions: $mentions, clientId: $clientId) {
    __typename ... on Entry { id seq } ... on Refusal { code message field } } }`);
export const SEE_MENTIONS = graphql(`mutation SeeMentions($notes: [ID!]!) {
  seeMentions(notes: $notes) { __typename ... on Done { ok } ... on Refusal { code message field } } }`);
export const HAND_BACK = graphql(`mutation HandBack($interaction: ID!, $bot: ID!) {
  handBack(interaction: $interaction, bot: $bot) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const TRANSFER_QUEUE = graphql(`mutation TransferQueue($interaction: ID!, $queue: ID!, $note: String) {
  transferToQueue(interaction: $interaction, queue: $queue, note: $note) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const TRANSFER_AGENT = graphql(`mutation TransferAgent($interaction: ID!, $agent: ID!, $note: String) {
  transferToAgent(interaction: $interaction, agent: $agent, note: $note) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const PARK = graphql(`mutation Park($interaction: ID!, $until: DateTime, $awaitingCustomer: Boolean!) {
  parkInteraction(interaction: $interaction, until: $until, awaitingCustomer: $awaitingCustomer) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const UNPARK = graphql(`mutation Unpark($interaction: ID!) {
  unparkInteraction(interaction: $interaction) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const CALLBACK_MISSED = graphql(`mutation CallbackMissed($interaction: ID!, $reason: CallbackMiss!) {
  callbackMissed(interaction: $interaction, reason: $reason) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const HOLD = graphql(`mutation Hold($interaction: ID!, $on: Boolean!) {
  holdCall(interaction: $interaction, on: $on) { __typename ... on Interaction { id state held } ... on Refusal { code message field } } }`);
export const RECORD = graphql(`mutation Record($interaction: ID!) {
  recordCall(interaction: $interaction) { __typename ... on Interaction { id recordings { id state heard } } ... on Refusal { code message field } } }`);
export const PAUSE_RECORDING = graphql(`mutation PauseRecording($interaction: ID!) {
  pauseRecording(interaction: $interaction) { __typename ... on Interaction { id recordings { id state heard } } ... on Refusal { code message field } } }`);
export const RESUME_RECORDING = graphql(`mutation ResumeRecording($interaction: ID!) {
  resumeRecording(interaction: $interaction) { __typename ... on Interaction { id recordings { id state heard } } ... on Refusal { code message field } } }`);
export const STOP_RECORDING = graphql(`mutation StopRecording($interaction: ID!) {
  stopRecording(interaction: $interaction) { __typename ... on Interaction { id recordings { id state heard } } ... on Refusal { code message field } } }`);
export const OPEN_RECORDING = graphql(`mutation OpenRecording($recording: ID!) {
  openRecording(recording: $recording) { __typename ... on OpenRecording { url recording { ...RecordingFields } } ... on Refusal { code message field } } }`, [RECORDING]);
export const OPEN_TRANSCRIPT = graphql(`mutation OpenTranscript($recording: ID!) {
  openTranscript(recording: $recording) { __typename ... on OpenTranscript { text segments { fromMs text } recording { ...RecordingFields } } ... on Refusal { code message field } } }`, [RECORDING]);
export const OPEN_PHONES = graphql(`mutation OpenPhones {
  openPhones { __typename ... on BrowserPhones { phones { uri user password path ice { urls username credential } } } ... on Refusal { code message field } } }`);
export const CALL_NUMBER = graphql(`mutation CallNumber($number: String!, $entryPoint: ID, $customer: ID, $clientId: String!) {
  callNumber(number: $number, entryPoint: $entryPoint, customer: $customer, clientId: $clientId) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const FINISH = graphql(`mutation Finish($interaction: ID!, $outcome: Outcome) {
  finishInteraction(interaction: $interaction, outcome: $outcome) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const CLOSE = graphql(`mutation Close($interaction: ID!, $disposition: ID, $note: String) {
  closeInteraction(interaction: $interaction, disposition: $disposition, note: $note) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const EXTEND = graphql(`mutation Extend($interaction: ID!, $seconds: Int!) {
  extendWrapUp(interaction: $interaction, seconds: $seconds) { __typename ... on Interaction { id wrapUpUntil } ... on Refusal { code message field } } }`);
export const SPAM = graphql(`mutation Spam($interaction: ID!, $block: Boolean!) {
  markSpam(interaction: $interaction, block: $block) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const SIGNAL = graphql(`mutation Signal($interaction: ID!, $kind: SignalKind!, $on: Boolean!, $seq: Int) {
  signal(interaction: $interaction, kind: $kind, on: $on, seq: $seq) { __typename ... on Refusal { code message field } } }`);
export const SAVE_DRAFT = graphql(`mutation SaveDraft($conversation: ID!, $text: String!, $seenSeq: Int) {
  saveDraft(conversation: $conversation, text: $text, seenSeq: $seenSeq) { __typename ... on Done { ok } ... on Refusal { code message field } } }`);
export const UPDATE_CUSTOMER = graphql(`mutation UpdateCustomer($customer: ID!, $name: String, $level: Int, $owner: ID, $tags: [String!]) {
  updateCustomer(customer: $customer, name: $name, level: $level, owner: $owner, tags: $tags) { __typename ... on Customer { id name level owner { id name } tags } ... on Refusal { code message field } } }`);
export const BLOCK = graphql(`mutation Block($customer: ID!, $blocked: Boolean!) {
  blockCustomer(customer: $customer, blocked: $blocked) { __typename ... on Customer { id blocked } ... on Refusal { code message field } } }`);
export const REQUEUE = graphql(`mutation Requeue($interaction: ID!) {
  requeueInteraction(interaction: $interaction) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const ASSIGN = graphql(`mutation Assign($interaction: ID!, $agent: ID!) {
  assignInteraction(interaction: $interaction, agent: $agent) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const FORCE_PRESENCE = graphql(`mutation ForcePresence($agent: ID!, $presence: Presence!, $reason: String) {
  forcePresence(agent: $agent, presence: $presence, reason: $reason) { __typename ... on Agent { id presence } ... on Refusal { code message field } } }`);
export const END_WRAP_UP = graphql(`mutation EndWrapUp($interaction: ID!) {
  endWrapUp(interaction: $interaction) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
