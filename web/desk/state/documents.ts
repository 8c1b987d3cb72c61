import { graphql, type ResultOf } from '../../shared/graphql.ts';

/** What a line of the roster and the header of the work area need of an interaction. */
export const INTERACTION = graphql(`
  fragment InteractionFields on Interaction {
    id channel state ownerKind owner { id name } bot { id name } flow { id name } queue { id name targetSeconds } alsoQueues { id name }
    customer { id name level tags blocked addresses { id kind value claimed } }
    entryPoint { id name capabilities { maxTextLength formats maxAttachmentBytes typing receipts replyWindowSeconds mail smsParts undoSeconds } }
    conversationId priority weight needs { level skill { id name } } arrivedAt waitingSince queueSeconds stateSince held isKept recordRule recordings { id state heard } dial { number state end explain answeredAt } leftMessage firstResponseAt closedAt
    dueAt dueWhat missedTargets nudgedAt callback { to attempts of nextAt } parkCause wakeAt wrapUpUntil outcome disposition { id labelEn labelZh } rating language subject
    lastEntry { id seq kind authorKind authorId authorName text at delivery attachments { id name } } unread lastCustomerAt
    replyUntil doNotContact parties { id role mode number joinedAt endedAt ending agent { id name } } handover { from reason summary language slots at } form page { url title referrer at } customerPresent version
  }
`);
export const AGENT = graphql(`
  fragment AgentFields on Agent {
    id name presence reason presenceSince next nextReason connected capacity load roles enabled site
    today { handled averageHandleSeconds missed }
  }
`);
export const QUEUE = graphql(`
  fragment QueueFields on Queue { id name waiting longestWaiting oldestWaitSince agentsReady targetSeconds serviceLevelToday enabled }
`);
export const OFFER = graphql(`
  fragment OfferFields on Offer {
    id state createdAt expiresAt endedAt reason because en: sentences(locale: "en") zh: sentences(locale: "zh-CN") agent { id } queue { id name } interaction { ...InteractionFields }
  }
`, [INTERACTION]);
/** An offer that ended without whom it was for: given to them, or taken by a colleague. */
export const ENDED = graphql(`
  fragment EndedFields on Offer { id reason interaction { id channel isKept customer { id name addresses { id kind value claimed } } queue { id name } owner { id name } } }
`);
export const RECORDING = graphql(`
  fragment RecordingFields on Recording { id state durationMs pausedMs waveform deletedAt mayListen transcript hearings { at agent { id name } } }
`);
export const ENTRY = graphql(`
  fragment EntryFields on Entry {
    __typename id seq interactionId kind direction authorKind authorName authorId text delivery deliveryExplain at systemCode data clientId
    progress { pages page confirmed attempt attempts nextAt why rate station } marks { id fileId kind points { x y } text agent { id name } at }
    attachments { id name mediaType size url isImage } mentions { id name } deliveryCode rawUrl
    mail { subject from { name address } replyTo { name address } to { name address } cc { name address } bcc { name address } html remotePictures { address url } quoted inline { cid attachment } automatic speaksOfElse }
    recording { ...RecordingFields }
  }
`, [RECORDING]);
/** A note that mentions whoever is signed in, and that they have not looked at. */
export const MENTION = graphql(`
  fragment MentionFields on Mention { id at authorName excerpt interaction { id channel state customer { id name } } }
`);
/** A call of a colleague that one is asked to, or listens to. */
export const ATTENDING = graphql(`
  fragment AttendingFields on CallParty { id role mode askedAt joinedAt askedBy { id name } interaction { id channel callback { to attempts of nextAt } customer { id name level addresses { id kind value claimed } } queue { id name } owner { id name } } }
`);
export type Attending = ResultOf<typeof ATTENDING>;
export type Recording = ResultOf<typeof RECORDING>;
export type Interaction = ResultOf<typeof INTERACTION>;
export type Agent = ResultOf<typeof AGENT>;
export type Queue = ResultOf<typeof QUEUE>;
export type Mention = ResultOf<typeof MENTION>;
export type Ended = ResultOf<typeof ENDED>;
/** An offer as the desk lists it: always with its interaction. */
export type Offer = ResultOf<typeof OFFER> & { readonly interaction: Interaction };
export type Entry = ResultOf<typeof ENTRY>;

export const DESK = graphql(`
  subscription Desk {
    desk {
      snapshot now me { ...AgentFields } upserted { ...InteractionFields } removed offers { ...OfferFields } queues { ...QueueFields } mentions { ...MentionFields }
      endedOffers { ...EndedFields } attending { ...AttendingFields } picks { ...InteractionFields }
    }
  }
`, [AGENT, INTERACTION, OFFER, QUEUE, MENTION, ENDED, ATTENDING]);
export type DeskPatch = ResultOf<typeof DESK>['desk'];
export const WALL = graphql(`
  subscription Wall {
    wall { snapshot interactions { ...InteractionFields ringsAt { id name } } removed agents { ...AgentFields } queues { ...QueueFields } }
  }
`, [AGENT, INTERACTION, QUEUE]);
export type WallPatch = ResultOf<typeof WALL>['wall'];
export type WallInteraction = WallPatch['interactions'][number];

export const TIMELINE_PAGE = graphql(`
  query TimelinePage($id: ID!, $before: Int) {
    interaction(id: $id) { id timeline(first: 50, before: $before) { hasEarlier nodes { ...EntryFields } } }
  }
`, [ENTRY]);
export const TIMELINE = graphql(`
  subscription Timeline($interaction: ID!, $afterSeq: Int!) {
    timeline(interaction: $interaction, afterSeq: $afterSeq) {
      __typename ...EntryFields
      ... on Signal { signalOf: interactionId signal: kind by: authorKind byId: authorId name on seenSeq: seq }
    }
  }
`, [ENTRY]);
export const ONE = graphql(`query One($id: ID!) { interaction(id: $id) { ...InteractionFields } }`, [INTERACTION]);
export const CONTEXT = graphql(`
  query Context($id: ID!, $first: Int!) {
    customer(id: $id) {
      id name level owner { id name } tags attributes blocked createdAt addresses { id kind value verified claimed deadAt deadWhy doNotContactSince }
      suggestions { id evidenceKind evidenceValue other { id name level createdAt addresses { id kind value claimed } } } merges { id name at }
      interactions(first: $first) {
        pageInfo { hasNextPage endCursor }
        nodes { id channel state arrivedAt closedAt outcome rating subject conversationId entryPoint { id name } owner { id name } queue { id name } disposition { id labelEn labelZh } lastEntry { id seq kind authorKind authorId authorName text attachments { id name } } }
      }
    }
  }
`);
export const WHO = graphql(`query Who($id: ID!) { interaction(id: $id) { id customer { id name addresses { id kind value verified claimed deadAt deadWhy doNotContactSince } } } }`);
const LINK = graphql(`fragment LinkFields on Interaction { id subject state customer { id name addresses { id kind value claimed } } }`);
/** What a mail stands beside: the conversations it came from or went into, and what goes below an answer. */
export const CALL_LEGS = graphql(`
  query CallLegs($id: ID!) {
    interaction(id: $id) { id callLegs { id agent { id name } joinedAt endedAt ending quality { grade lossPercent jitterMs roundTripMs } } }
  }`);
export const THREAD = graphql(`
  query Thread($id: ID!) {
    interaction(id: $id) {
      id entryPoint { id settings }
      mailThread { conversationId subject participants related { ...LinkFields } mergedInto { ...LinkFields } merged { ...LinkFields } }
    }
  }
`, [LINK]);
/** By what a first message can go out. */
export const DOORS = graphql(`query Doors { entryPoints { id channel name enabled settings capabilities { canInitiate dials mail smsParts addressKind maxTextLength formats maxAttachmentBytes replyWindowSeconds } } }`);
export const KNOWN = graphql(`query Known($id: ID!) { customer(id: $id) { id name addresses { id kind value deadAt doNotContactSince claimed } interactions(first: 50) { nodes { id entryPoint { id } replyUntil } } } }`);
/** What the customer was asked at the start, in words. */
export const FORM = graphql(`query Form($id: ID!) { interaction(id: $id) { id entryPoint { id settings } } }`);
export const WHY = graphql(`query Why($id: ID!) { en: whyThis(interaction: $id, locale: "en") { sentences data } zh: whyThis(interaction: $id, locale: "zh-CN") { sentences } }`);
export const WHY_WAITING = graphql(`query WhyWaiting($id: ID!, $locale: String) { whyWaiting(interaction: $id, locale: $locale) { sentences } }`);
export const WHY_NOT = graphql(`query WhyNot($id: ID!, $agent: ID!, $locale: String) { whyNot(interaction: $id, agent: $agent, locale: $locale) { sentences } }`);
export const WHY_IDLE = graphql(`query WhyIdle($agent: ID!, $locale: String) { whyIdle(agent: $agent, locale: $locale) { sentences } }`);
export const DRAFT = graphql(`query Draft($conversation: ID!) { draft(conversation: $conversation) { text seenSeq updatedAt } }`);
export const CANNED = graphql(`query Canned { cannedReplies { id shortcut title textEn textZh } }`);
export const DISPOSITIONS = graphql(`query Dispositions { dispositions { id code labelEn labelZh outcome enabled } }`);
export const COLLEAGUES = graphql(`query Colleagues { agents { ...AgentFields } queues { ...QueueFields } bots { id name enabled } }`, [AGENT, QUEUE]);
/** Messages of ours that did not arrive, or may not have. */
export const UNDELIVERED = graphql(`
  query Undelivered($after: String) {
    undelivered(first: 20, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { snippet entry { id at authorName delivery deliveryExplain } interaction { id channel state customer { id name addresses { id kind value claimed } } } }
    }
  }
`);
export const SEARCH = graphql(`
  query Search($text: String!, $after: String) {
    search(text: $text, first: 20, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { snippet entry { id at authorName kind } interaction { id channel state arrivedAt subject customer { id name addresses { id kind value claimed } } queue { id name } owner { id name } } }
    }
  }
`);
