// The table is data, but its modules look at the page when they load: a page of a few words is enough.
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { en } from '../words/en.ts';
import { zh } from '../words/zh.ts';
import type { Action, ActionState } from './types.ts';

let actions: readonly Action[];
beforeAll(async () => {
  const nothing = (): void => undefined;
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: nothing });
  vi.stubGlobal('navigator', { language: 'en', platform: 'Linux' });
  vi.stubGlobal('location', { hash: '', protocol: 'http:', host: 'hub' });
  vi.stubGlobal('window', { addEventListener: nothing });
  vi.stubGlobal('WebSocket', class {});
  vi.stubGlobal('document', { documentElement: {}, title: '' });
  ({ ACTIONS: actions } = await import('./index.ts'));
});

describe('actions', () => {
  it('gives every action a name, and a key that no other has', () => {
    const keys = actions.map((one) => one.key);
    for (const one of actions) expect(one.key, one.name).toMatch(/^(alt\+(shift\+)?[a-z0-9]|mod\+(k|enter)|\?)$/);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(actions.map((one) => one.name)).size).toBe(actions.length);
  });
  it('labels every action in both languages', () => {
    for (const one of actions) {
      expect(en[one.word], one.name).toBeTruthy();
      expect(zh[one.word], one.name).toBeTruthy();
    }
  });
  it('has the keys that agents learn first', () => {
    const byKey = Object.fromEntries(actions.map((one) => [one.key, one.name]));
    expect(byKey).toMatchObject({
      'alt+a': 'accept', 'alt+d': 'decline', 'alt+j': 'next', 'alt+k': 'previous', 'alt+l': 'reply', 'alt+p': 'note',
      'alt+m': 'park', 'alt+t': 'transfer', 'alt+e': 'finish', 'mod+k': 'palette', 'mod+enter': 'send', '?': 'help',
    });
  });
  it('can do nothing to work that is somebody else’s', () => {
    const other = { state: 'active', ownerKind: 'agent', owner: { id: 'other' } };
    const state = { desk: { me: { id: 'me' } }, selected: other, opened: other, offer: null, viewer: { roles: ['agent'] } } as unknown as ActionState;
    for (const name of ['reply', 'park', 'transfer', 'finish', 'spam', 'accept', 'canned', 'attach']) expect(actions.find((one) => one.name === name)?.can(state), name).toBe(false);
    for (const name of ['assign', 'requeue', 'endWrapUp', 'wall', 'admin']) expect(actions.find((one) => one.name === name)?.theirs?.(state), name).toBe(false);
  });
});

describe('words', () => {
  it('has the same keys and the same values to fill in, in both languages', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
    const holes = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((hole) => hole[1] ?? '').sort();
    for (const [key, text] of Object.entries(en)) expect(holes(zh[key as keyof typeof en]), key).toEqual(holes(text));
  });
});
