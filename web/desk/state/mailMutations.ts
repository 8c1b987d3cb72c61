/** What is done about messages on their way, first messages, mail threads, and who is who. */
import { graphql } from '../../shared/graphql.ts';

export const CANCEL = graphql(`mutation Cancel($entry: ID!) {
  cancelMessage(entry: $entry) { __typename ... on Entry { id delivery deliveryExplain } ... on Refusal { code message field } } }`);
export const RESEND = graphql(`mutation Resend($entry: ID!) {
  resendMessage(entry: $entry) { __typename ... on Entry { id delivery deliveryExplain } ... on Refusal { code message field } } }`);
export const RESOLVE = graphql(`mutation Resolve($entry: ID!, $wasSent: Boolean!) {
  resolveMessage(entry: $entry, wasSent: $wasSent) { __typename ... on Entry { id delivery deliveryExplain } ... on Refusal { code message field } } }`);
export const START = graphql(`mutation Start($entryPoint: ID!, $to: String, $customer: ID, $text: String!, $attachments: [ID!]!, $mail: MailInput, $clientId: String!) {
  startConversation(entryPoint: $entryPoint, to: $to, customer: $customer, text: $text, attachments: $attachments, mail: $mail, clientId: $clientId) {
    __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const SPLIT = graphql(`mutation Split($entry: ID!) {
  splitMail(entry: $entry) { __typename ... on MailChange { id interaction { id } } ... on Refusal { code message field } } }`);
export const MERGE_MAIL = graphql(`mutation MergeMail($conversation: ID!, $into: ID!) {
  mergeMail(conversation: $conversation, into: $into) { __typename ... on MailChange { id interaction { id } } ... on Refusal { code message field } } }`);
export const MOVE_MAIL = graphql(`mutation MoveMail($conversation: ID!, $customer: ID!) {
  moveMail(conversation: $conversation, customer: $customer) { __typename ... on MailChange { id interaction { id customer { id name } } } ... on Refusal { code message field } } }`);
export const UNDO_MAIL = graphql(`mutation UndoMail($change: ID!) {
  undoMailChange(change: $change) { __typename ... on MailChange { id interaction { id customer { id name } } } ... on Refusal { code message field } } }`);
export const SET_CONTACT = graphql(`mutation SetContact($address: ID!, $wanted: Boolean!, $note: String) {
  setContact(address: $address, wanted: $wanted, note: $note) { __typename ... on Customer { id addresses { id doNotContactSince } } ... on Refusal { code message field } } }`);
export const ANSWER_SUGGESTION = graphql(`mutation AnswerSuggestion($suggestion: ID!, $keep: ID) {
  answerSuggestion(suggestion: $suggestion, keep: $keep) { __typename ... on Customer { id name merges { id } } ... on Refusal { code message field } } }`);
export const MERGE_CUSTOMERS = graphql(`mutation MergeCustomers($kept: ID!, $merged: ID!) {
  mergeCustomers(kept: $kept, merged: $merged) { __typename ... on Customer { id name merges { id } } ... on Refusal { code message field } } }`);
export const UNMERGE = graphql(`mutation Unmerge($merge: ID!) {
  unmergeCustomers(merge: $merge) { __typename ... on Customer { id name } ... on Refusal { code message field } } }`);
