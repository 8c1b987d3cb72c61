/** What is asked of a call with more than two on it. */
import { graphql } from '../../shared/graphql.ts';

export const CONSULT = graphql(`mutation Consult($interaction: ID!, $agent: ID, $queue: ID, $number: String) {
  consultOnCall(interaction: $interaction, agent: $agent, queue: $queue, number: $number) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const SWAP = graphql(`mutation SwapConsult($interaction: ID!) {
  swapConsult(interaction: $interaction) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const JOIN = graphql(`mutation JoinConsult($interaction: ID!) {
  joinConsult(interaction: $interaction) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const COMPLETE = graphql(`mutation CompleteTransfer($interaction: ID!) {
  completeTransfer(interaction: $interaction) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const CANCEL_CONSULT = graphql(`mutation CancelConsult($interaction: ID!) {
  cancelConsult(interaction: $interaction) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const DROP = graphql(`mutation DropParty($interaction: ID!, $party: ID!) {
  dropParty(interaction: $interaction, party: $party) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const FORWARD = graphql(`mutation TransferToNumber($interaction: ID!, $number: String!) {
  transferToNumber(interaction: $interaction, number: $number) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const ATTEND = graphql(`mutation AttendCall($interaction: ID!, $how: AttendHow!) {
  attendCall(interaction: $interaction, how: $how) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const LEAVE = graphql(`mutation LeaveCall($interaction: ID!) {
  leaveCall(interaction: $interaction) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
export const TAKE_OVER = graphql(`mutation TakeOverCall($interaction: ID!) {
  takeOverCall(interaction: $interaction) { __typename ... on Interaction { id state } ... on Refusal { code message field } } }`);
