/**
 * What statements on behalf of a viewer may do, table by table: the reviewed list. A table that is not here is closed to
 * them; routing columns are the leader's, so they are in no `update (…)`. A statement that needs more fails with 42501.
 */
export const API_RIGHTS: Readonly<Record<string, readonly string[]>> = {
  tenant: ['select'],
  domain: ['select', 'update (config_version, interrupts, draining, levels)'],
  // People, bots and what opens doors.
  agent: ['select', 'insert', 'update (name, email, password_hash, roles, locale, enabled, capacity, caps, ranks, share, site, handle, phone)'],
  agent_skill: ['select', 'insert', 'delete'],
  bot: ['select', 'insert', 'update (name, enabled)'],
  skill: ['select', 'insert', 'update (name)'],
  team: ['select', 'insert', 'update (name)'],
  team_member: ['select', 'insert', 'delete'],
  token: ['select', 'insert', 'update (revoked_at)'],
  // Routing and words.
  canned_reply: ['select', 'insert', 'update', 'delete'],
  flow: ['select', 'insert', 'update'],
  flow_run: ['select'],
  flow_version: ['select', 'insert'],
  prompt: ['select', 'insert', 'update', 'delete'],
  disposition: ['select', 'insert', 'update'],
  entry_point: ['select', 'insert', 'update'],
  queue: ['select', 'insert', 'update'],
  queue_team: ['select', 'insert', 'delete'],
  routing_plan: ['select', 'insert', 'update'],
  // Customers and the work.
  address: ['select', 'insert', 'update (customer, dead_at, dead_why, claimed)', 'delete'],
  blob: ['select', 'insert'],
  command: ['insert', 'select (id)'],
  conversation: ['select', 'insert', 'update (last_seq, last_at, agent_read_seq, customer, subject, participants, related, merged_into)'],
  customer: ['select', 'insert', 'update (name, level, owner, tags, attributes, blocked_at, merged_into)'],
  customer_merge: ['select', 'insert', 'update (undone_at)'],
  do_not_contact: ['select', 'insert', 'delete'],
  draft: ['select', 'insert', 'update', 'delete'],
  entry: ['select', 'insert', 'update (delivery, delivery_code, delivery_explain, progress, edition, conversation, interaction, seq)'],
  event: ['select', 'insert'],
  fax_mark: ['select', 'insert', 'delete'],
  mention: ['select', 'insert', 'delete'],
  interaction: ['select', 'insert', 'update (version, last_agent_at, customer)'],
  mail_ref: ['select', 'insert', 'update (conversation)'],
  merge_suggestion: ['select', 'insert', 'update (state, agent)'],
  offer: ['select'],
  call_leg: ['select'],
  call_party: ['select', 'insert', 'update (mode, ended_at, ending)'],
  call_out: ['select', 'insert'],
  recording: ['select', 'insert', 'update (state, ended_at)'],
  transcript: ['select'],
  outbox: ['select', 'insert', 'update (id, state, attempts, next_at)'],
  segment: ['select'],
  thread_change: ['select', 'insert', 'update (undone_at)'],
};

/** Columns that `select` leaves out: they may be written, never read back. */
export const UNREADABLE: Readonly<Record<string, readonly string[]>> = { agent: ['password_hash'], token: ['hash'] };
