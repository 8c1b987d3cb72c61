/** What somebody at WeChat wrote or did, in one form for all doors, and the fact that is made of it. */
import type { Fact, FileInfo, Peer } from '../../src/core/channel.ts';
import type { Ms } from '../../src/core/time.ts';

/** A file that stays at WeChat until it is fetched; it keeps them for three days. */
export interface Media {
  readonly as: 'image' | 'voice' | 'video' | 'file';
  readonly id: string;
  /** Where it lies too, as the call said: an address somebody out there chose. */
  readonly url?: string;
}

interface About {
  readonly ref: string;
  /** Openid or external user id; also the thread. */
  readonly from: string;
  readonly at: Ms;
}

export type Content =
  | (About & {
      readonly kind: 'message';
      readonly text: string;
      readonly media: readonly Media[];
      readonly location?: { readonly latitude: number; readonly longitude: number; readonly label: string };
    })
  | (About & { readonly kind: 'contact'; readonly what: 'followed' | 'unfollowed' | 'scanned' | 'menu'; readonly data: Readonly<Record<string, string>> })
  /** A message of ours that did not arrive. */
  | (About & { readonly kind: 'undelivered'; readonly of: string; readonly code: string; readonly explain: string })
  /** Nothing that the hub keeps. */
  | { readonly kind: 'nothing'; readonly why: string };

export type Something = Exclude<Content, { kind: 'nothing' }>;

const peerOf = (from: string): Peer => ({ kind: 'openid', value: from, verified: true });

/** `lost`: sentences for files that could not be had, put where they would stand. */
export function factOf(content: Something, files: readonly FileInfo[] = [], lost: readonly string[] = []): Fact {
  const { ref, from, at } = content;
  const about = { ref, thread: from, at };
  switch (content.kind) {
    case 'message':
      return { ...about, kind: 'message', from: peerOf(from), text: [content.text, ...lost].filter((t) => t !== '').join('\n') || content.text, files, ...(content.location ? { location: content.location } : {}) };
    case 'contact':
      return { ...about, kind: 'contact', what: content.what, from: peerOf(from), data: content.data };
    case 'undelivered':
      return { ...about, kind: 'delivery', of: content.of, state: 'failed', code: content.code, explain: content.explain };
  }
}

/** Coordinates as numbers; null when they are none of this earth's. */
export function placeOf(latitude: unknown, longitude: unknown, label: string): { latitude: number; longitude: number; label: string } | null {
  const [x, y] = [Number(latitude), Number(longitude)];
  const here = latitude !== '' && longitude !== '' && Math.abs(x) <= 90 && Math.abs(y) <= 180;
  return here ? { latitude: x, longitude: y, label } : null;
}

/** Without entries that are empty. */
export const filled = (data: Readonly<Record<string, string>>): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(data).filter(([, value]) => value !== ''));
