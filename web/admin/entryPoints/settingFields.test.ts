/** What of a channel's settings is shown, kept and saved. */
import { describe, expect, it } from 'vitest';
import { groupsOf, type SettingField, settingsFrom, type SettingValues, storedSecrets, valuesFrom, visibleFields } from './settingFields.ts';

const both = (en: string): { en: string; zh: string } => ({ en, zh: en });
const official = { key: 'door', is: ['official'] };
const other = { key: 'door', is: ['other'] };
const fields: readonly SettingField[] = [
  { key: 'door', kind: 'choice', initial: 'official', label: both('Door') },
  { key: 'token', kind: 'secret', when: official, label: both('Token') },
  { key: 'token', kind: 'secret', when: other, label: both('Token') },
  { key: 'api', kind: 'text', initial: 'https://one.example', when: official, label: both('API'), group: both('Official') },
  { key: 'api', kind: 'text', initial: 'https://other.example', when: other, label: both('API'), group: both('Other') },
  { key: 'rooms', kind: 'switch', initial: false, when: other, label: both('Rooms'), group: both('Other') },
  { key: 'roomsWhen', kind: 'choice', initial: 'mentioned', when: { key: 'rooms', is: [true] }, label: both('When'), group: both('Other') },
  { key: 'smpp.host', kind: 'text', label: both('Host') },
  { key: 'smpp.port', kind: 'number', initial: 2775, label: both('Port') },
  { key: 'words', kind: 'list', initial: 'STOP, 退订', label: both('Words') },
];
const nothing: SettingValues = fields.map(() => undefined);
const put = (values: SettingValues, ...changes: readonly (readonly [at: number, value: SettingValues[number]])[]): SettingValues => values.map((value, at) => changes.findLast((each) => each[0] === at)?.[1] ?? value);
const none = fields.map(() => false);

describe('the settings of a channel on their page', () => {
  it('shows a field while what it depends on is there and has its value', () => {
    const shown = (values: SettingValues): number[] => visibleFields(fields, values).flatMap((there, at) => (there ? [at] : []));
    expect(shown(nothing)).toEqual([0, 1, 3, 7, 8, 9]);
    expect(shown(put(nothing, [0, 'other']))).toEqual([0, 2, 4, 5, 7, 8, 9]);
    expect(shown(put(nothing, [0, 'other'], [5, true]))).toEqual([0, 2, 4, 5, 6, 7, 8, 9]);
    // Switched on, but at a door that is not used.
    expect(shown(put(nothing, [5, true]))).toEqual([0, 1, 3, 7, 8, 9]);
  });

  it('saves what is shown, trimmed, with what stands in it at first, and nothing of another door', () => {
    const values = put(nothing, [1, 'abc'], [4, 'https://mine.example'], [7, ' smsc.example ']);
    expect(settingsFrom(fields, values, none, { hours: { zone: 'UTC' }, roomsWhen: 'always' })).toEqual({
      hours: { zone: 'UTC' }, door: 'official', token: 'abc', api: 'https://one.example', smpp: { host: 'smsc.example', port: 2775 }, words: ['STOP', '退订'],
    });
  });

  it('leaves out what was emptied, but an emptied list stays empty', () => {
    const settings = settingsFrom(fields, put(nothing, [7, ''], [8, ''], [9, []]), none, { smpp: { host: 'old', port: 1 } });
    expect(settings).toEqual({ door: 'official', token: null, api: 'https://one.example', words: [] });
  });

  it('reads what was saved into the fields that were there', () => {
    const saved = { door: 'other', api: 'https://mine.example', words: ['HALT'], smpp: { port: 3550 } };
    const values = valuesFrom(fields, saved);
    expect([values[3], values[4], values[8], values[9]]).toEqual([undefined, 'https://mine.example', 3550, ['HALT']]);
    expect(settingsFrom(fields, values, none, saved)).toMatchObject(saved);
  });

  it('keeps a stored secret that is left empty, takes one away, and keeps none that was another door’s', () => {
    const saved = { door: 'official' };
    const stored = storedSecrets(fields, saved, ['token']);
    expect(stored.flatMap((is, at) => (is ? [at] : []))).toEqual([1]);
    const values = valuesFrom(fields, saved);
    expect(settingsFrom(fields, values, stored, saved)).not.toHaveProperty('token');
    expect(settingsFrom(fields, values.map((value, at) => (at === 1 ? null : value)), stored, saved)).toMatchObject({ token: null });
    expect(settingsFrom(fields, put(values, [0, 'other']), stored, saved)).toMatchObject({ door: 'other', token: null });
  });

  it('puts fields under their headings, those without one first', () => {
    expect(groupsOf(fields).map((group) => [group.name?.en ?? null, group.at])).toEqual([[null, [0, 1, 2, 7, 8, 9]], ['Official', [3]], ['Other', [4, 5, 6]]]);
  });
});
