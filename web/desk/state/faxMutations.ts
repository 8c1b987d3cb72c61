/** Marks on the pages of a fax. */
import { graphql } from '../../shared/graphql.ts';

export const MARK_PAGE = graphql(`mutation MarkPage($entry: ID!, $file: ID!, $kind: MarkKind!, $points: [PagePointInput!]!, $text: String, $clientId: String!) {
  markPage(entry: $entry, file: $file, kind: $kind, points: $points, text: $text, clientId: $clientId) { __typename ... on Entry { id marks { id fileId kind points { x y } text agent { id name } at } } ... on Refusal { code message field } } }`);
export const REMOVE_MARK = graphql(`mutation RemoveMark($mark: ID!) {
  removeMark(mark: $mark) { __typename ... on Entry { id marks { id fileId kind points { x y } text agent { id name } at } } ... on Refusal { code message field } } }`);
