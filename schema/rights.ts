/**
 * Who may call which root field: the reviewed matrix. A field that is not in it does not exist for anybody: the schema
 * refuses to build. `everyone` = no sign-in, `ownPages` = no sign-in, but no page of another origin (it would use or
 * leave the refresh cookie), `signedIn` = any viewer.
 */
import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import { refuseUnless, type Right } from '../src/app/access.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Context } from './builder.ts';
import { readAs } from './context.ts';
import { refused } from './results.ts';

type Need = Right | 'everyone' | 'ownPages' | 'signedIn' | readonly Right[];

export const ROOT_RIGHTS: Readonly<Record<string, Need>> = {
  'Query.viewer': 'everyone',
  'Query.interaction': ['readWork', 'act'],
  'Query.interactions': 'readWork',
  'Query.customer': 'readWork',
  'Query.liveCalls': 'supervise',
  'Query.search': 'readWork',
  'Query.undelivered': 'readWork',
  'Query.agents': 'readConfig',
  'Query.agent': 'readConfig',
  'Query.queues': ['readConfig', 'act'],
  'Query.teams': 'readConfig',
  'Query.skills': ['readConfig', 'act'],
  'Query.plans': 'readConfig',
  'Query.planStaffing': 'readConfig',
  'Query.routingWarnings': 'readConfig',
  'Query.routing': 'readConfig',
  'Query.whyThis': 'readWork',
  'Query.whyWaiting': 'readWork',
  'Query.whyNot': 'readWork',
  'Query.whyIdle': 'readWork',
  'Query.entryPoints': 'readConfig',
  'Query.channels': 'readConfig',
  'Query.dispositions': 'readConfig',
  'Query.cannedReplies': 'readConfig',
  'Query.prompts': 'readConfig',
  'Query.bots': 'readConfig',
  'Query.flows': 'readConfig',
  'Query.apiTokens': 'explore',
  'Query.draft': 'handle',
  'Query.events': 'readEvents',
  'Query.endOfEvents': 'readEvents',
  'Query.audit': 'configure',
  'Mutation.signIn': 'ownPages',
  'Mutation.refreshSession': 'ownPages',
  'Mutation.setUp': 'ownPages',
  'Mutation.signOut': 'signedIn',
  'Mutation.setPresence': 'handle',
  'Mutation.setLanguage': 'readConfig',
  'Mutation.acceptOffer': 'handle',
  'Mutation.declineOffer': 'handle',
  'Mutation.pickInteraction': 'handle',
  'Mutation.sendMessage': 'handle',
  'Mutation.addNote': 'handle',
  'Mutation.markPage': 'handle',
  'Mutation.removeMark': 'handle',
  'Mutation.cancelMessage': 'handle',
  'Mutation.resendMessage': 'handle',
  'Mutation.resolveMessage': 'handle',
  'Mutation.startConversation': 'handle',
  'Mutation.callNumber': 'handle',
  'Mutation.mergeCustomers': 'handle',
  'Mutation.unmergeCustomers': 'handle',
  'Mutation.answerSuggestion': 'handle',
  'Mutation.setContact': 'handle',
  'Mutation.splitMail': 'handle',
  'Mutation.mergeMail': 'handle',
  'Mutation.moveMail': 'handle',
  'Mutation.undoMailChange': 'handle',
  'Mutation.seeMentions': 'handle',
  'Mutation.transferToQueue': 'handle',
  'Mutation.transferToAgent': 'handle',
  'Mutation.parkInteraction': 'handle',
  'Mutation.holdCall': 'handle',
  'Mutation.openPhones': 'handle',
  'Mutation.consultOnCall': 'handle',
  'Mutation.swapConsult': 'handle',
  'Mutation.joinConsult': 'handle',
  'Mutation.completeTransfer': 'handle',
  'Mutation.cancelConsult': 'handle',
  'Mutation.dropParty': 'handle',
  'Mutation.transferToNumber': 'handle',
  'Mutation.leaveCall': 'handle',
  'Mutation.attendCall': 'supervise',
  'Mutation.takeOverCall': 'supervise',
  'Mutation.recordCall': 'handle',
  'Mutation.pauseRecording': 'handle',
  'Mutation.resumeRecording': 'handle',
  'Mutation.stopRecording': 'handle',
  'Mutation.openRecording': 'readWork',
  'Mutation.openTranscript': 'readWork',
  'Mutation.unparkInteraction': 'handle',
  'Mutation.bookCallback': 'handle',
  'Mutation.callbackMissed': 'handle',
  'Mutation.finishInteraction': 'handle',
  'Mutation.closeInteraction': 'handle',
  'Mutation.extendWrapUp': 'handle',
  'Mutation.markSpam': 'handle',
  'Mutation.signal': ['handle', 'act'],
  'Mutation.saveDraft': 'handle',
  'Mutation.updateCustomer': 'handle',
  'Mutation.blockCustomer': 'handle',
  'Mutation.handBack': 'handle',
  'Mutation.requeueInteraction': 'supervise',
  'Mutation.assignInteraction': 'supervise',
  'Mutation.forcePresence': 'supervise',
  'Mutation.endWrapUp': 'supervise',
  'Mutation.simulateRouting': 'supervise',
  'Mutation.requestHandoff': 'act',
  'Mutation.botSend': 'act',
  'Mutation.botResolve': 'act',
  'Mutation.saveAgent': 'configure',
  'Mutation.saveQueue': 'configure',
  'Mutation.saveRouting': 'configure',
  'Mutation.deleteQueue': 'configure',
  'Mutation.saveEntryPoint': 'configure',
  'Mutation.tryEntryPoint': 'configure',
  'Mutation.saveSkill': 'configure',
  'Mutation.saveTeam': 'configure',
  'Mutation.savePlan': 'configure',
  'Mutation.saveDisposition': 'configure',
  'Mutation.saveCannedReply': 'configure',
  'Mutation.deleteCannedReply': 'configure',
  'Mutation.savePrompt': 'configure',
  'Mutation.deletePrompt': 'configure',
  'Mutation.speakWords': 'configure',
  'Mutation.saveBot': 'configure',
  'Mutation.saveFlow': 'configure',
  'Mutation.publishFlow': 'configure',
  'Mutation.restoreFlow': 'configure',
  'Mutation.createApiToken': 'explore',
  'Mutation.revokeApiToken': 'explore',
  'Mutation.setDemo': 'configure',
  'Subscription.events': 'readEvents',
  'Subscription.desk': 'handle',
  'Subscription.wall': 'supervise',
  'Subscription.timeline': 'readWork',
  'Subscription.botWork': 'act',
};

function whyNot(c: Context, need: Need): Refusal | null {
  if (need === 'everyone') return null;
  if (need === 'ownPages') return c.foreign ? refuse('NOT_ALLOWED', 'In a browser only the pages of this hub itself may do this. Programs send no Origin.') : null;
  if (c.viewer === null && c.spentToken) return refuse('NOT_SIGNED_IN', 'This access token is not valid: it has expired, was revoked, or is not one of this hub. Sign in again or make a new token.');
  if (c.viewer === null) return refuse('NOT_SIGNED_IN', 'Sign in first: this needs an access token.');
  if (need === 'signedIn') return null;
  const needs = typeof need === 'string' ? [need] : need;
  const answers = needs.map((right) => refuseUnless(c.viewer, right));
  return answers.includes(null) ? null : (answers[0] ?? null);
}

/** Puts the matrix in front of every root field. Mutations answer with their Refusal, queries and subscriptions with an error. */
export function guard(schema: GraphQLSchema): GraphQLSchema {
  for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const name = `${type?.name}.${field.name}`;
      const need = ROOT_RIGHTS[name];
      if (need === undefined) throw new Error(`${name} has no line in the matrix of rights.`);
      const key = type?.name === 'Subscription' ? 'subscribe' : 'resolve';
      const inner = field[key] ?? defaultFieldResolver;
      field[key] = (source: unknown, args: Record<string, unknown>, c: Context, info) => {
        const no = whyNot(c, need);
        if (no && type?.name !== 'Mutation') throw refused(no);
        // A sign-in earlier in the same document may have been to another tenant.
        if (c.viewer && c.db.tenant !== c.viewer.tenant) readAs(c, c.viewer.tenant);
        return no ?? inner(source, args, c, info);
      };
    }
  }
  return schema;
}
