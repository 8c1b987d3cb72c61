/**
 * What a browser needs to find a way for its sound to Asterisk (ICE, RFC 8445): STUN servers that tell it its outer address, TURN servers that
 * relay where nothing else gets through. TURN's passwords are made for a day each from a secret that the server shares
 * (draft-uberti-behave-turn-rest-00; coturn: use-auth-secret, static-auth-secret), so none lies in a page for long.
 */
import { createHmac } from 'node:crypto';
import type { IceServer } from '../../src/core/calls.ts';

export interface IceSettings {
  /** Addresses like `stun:stun.example:3478`. */
  readonly stun: readonly string[];
  /** Addresses like `turn:turn.example:3478?transport=udp`. */
  readonly turn: readonly string[];
  readonly turnSecret: string;
}

const DAY_S = 86_400;
/** RFC 7064 and RFC 7065, without what no server of ours has: a path, a fragment. */
export const STUN = /^stuns?:[\w.-]+(:\d{1,5})?$|^stuns?:\[[\da-fA-F:.]+\](:\d{1,5})?$/;
export const TURN = /^turns?:([\w.-]+|\[[\da-fA-F:.]+\])(:\d{1,5})?(\?transport=(udp|tcp))?$/;

/** `user`: of whom the server's log shall speak; `now` in ms. */
export function iceServers({ stun, turn, turnSecret }: IceSettings, user: string, now: number): readonly IceServer[] {
  const username = `${Math.floor(now / 1_000) + DAY_S}:${user}`;
  return [
    ...(stun.length > 0 ? [{ urls: stun, username: null, credential: null }] : []),
    ...(turn.length > 0 ? [{ urls: turn, username, credential: createHmac('sha1', turnSecret).update(username).digest('base64') }] : []),
  ];
}
