/** An administrator adds a WeChat account and a number for text messages, each on one page, and sees how they are connected. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Smsc, startSmsc } from '../../src/demo/smsc.ts';
import { givesPassword, isGone } from '../support/desk.ts';
import { openPages, type Pages, texts } from '../support/pages.ts';
import { freePort } from '../support/process.ts';

let at: Pages;
let admin: Page;
let smsc: Smsc;
/** Where nobody answers. */
let nowhere: string;
beforeAll(async () => {
  at = await openPages();
  smsc = await startSmsc({ host: '127.0.0.1', port: 0, systemId: 'tea', password: 'longjing', onMessage: () => 'DELIVRD', log: () => undefined });
  nowhere = `http://127.0.0.1:${await freePort()}`;
  admin = await at.open('/admin/#/entryPoints');
  await givesPassword(admin, 'Admin');
});
afterAll(async () => {
  await at?.close();
  await smsc?.stop();
});

const field = (name: string): Locator => admin.getByRole('textbox', { name, exact: true });
/** A secret has no role of its own. */
const secret = (name: string): Locator => admin.getByLabel(new RegExp(`^${name}( \\*)?$`));
const press = (name: string): Promise<void> => admin.getByRole('button', { name, exact: true }).click();
const chooses = async (choice: string, option: string): Promise<void> => {
  await admin.getByRole('combobox', { name: choice, exact: true }).click();
  await admin.getByRole('option', { name: option, exact: true }).click();
};
const saves = async (): Promise<void> => {
  await press('Save');
  await isGone(admin, '.editor');
};
/** Begins a new entry point of a channel. */
async function begins(channel: RegExp): Promise<void> {
  await press('New entry point');
  await admin.getByRole('button', { name: channel }).click();
  await admin.locator('.editor').waitFor();
}
const opens = async (name: string): Promise<void> => {
  await press(name);
  await admin.locator('.editor').waitFor();
};
const rowOf = (name: string): Locator => admin.locator('tbody tr', { has: admin.getByRole('button', { name, exact: true }) });

describe('a WeChat account', () => {
  it('is asked for field by field, with what is wrong at each', async () => {
    await begins(/^WeChat /);
    await field('Name').fill('Tea on WeChat');
    await press('Save');
    await admin.getByText('The AppID is missing.').waitFor();
    expect(await texts(admin, '.mantine-InputWrapper-error')).toEqual(['The AppID is missing.', 'The AppSecret is missing.', 'The token is missing.']);
    await expect.poll(() => field('AppID').evaluate((input) => input === document.activeElement)).toBe(true);

    await field('AppID').fill('wx1234567890abcdef');
    await secret('AppSecret').fill('open-sesame');
    await secret('Token').fill('teatoken');
    await press('Save');
    await admin.getByText('This mode needs the EncodingAESKey; WeChat shows it beside the token.').waitFor();
  });

  it('says in words that nobody is there, before anything is saved', async () => {
    await chooses('Encryption', 'Plain');
    await field('Address of the API').fill(nowhere);
    await press('Test connection');
    await admin.getByText('It does not work yet.').waitFor();
    expect(await texts(admin, '.trialResult li b')).toEqual(['Token: failed']);
    expect((await texts(admin, '.trialResult li')).join()).toContain(`WeChat cannot be reached at ${nowhere}`);
    expect(await at.ask('{ entryPoints { channel } }')).toEqual({ entryPoints: [{ channel: 'webchat' }] });
  });

  it('is told the address that WeChat is to call', async () => {
    await field('Key').fill('tea-wechat');
    expect(await texts(admin, '.addresses code')).toEqual([`${at.hub.url}/channels/tea-wechat/callback`]);
  });

  it('is saved, and its secrets are set from then on and never shown', async () => {
    await saves();
    await rowOf('Tea on WeChat').getByText('not connected').waitFor();
    await opens('Tea on WeChat');
    expect(await admin.getByText('Set – never shown').count()).toBe(2);
    const page = await admin.content();
    expect(page).toContain('wx1234567890abcdef');
    expect(page).not.toContain('open-sesame');
    expect(page).not.toContain('teatoken');
    await field('Name').fill('Tea, official');
    await saves();
    await rowOf('Tea, official').waitFor();
    const { entryPoints } = await at.ask<{ entryPoints: { channel: string; secretsSet: string[]; settings: object }[] }>('{ entryPoints { channel secretsSet settings } }');
    const wechat = entryPoints.find((each) => each.channel === 'wechat');
    expect(wechat?.secretsSet.toSorted()).toEqual(['appSecret', 'token']);
    expect(wechat?.settings).toEqual({ door: 'official', appId: 'wx1234567890abcdef', mode: 'plain', apiBase: nowhere });
  });

  it('is begun by keyboard, and shows the fields of the way in that is chosen', async () => {
    await admin.getByRole('button', { name: 'New entry point' }).focus();
    await admin.keyboard.press('Enter');
    await admin.locator('.pick:focus').waitFor();
    expect(await texts(admin, '.pick b')).toEqual(['Voice', 'Web chat', 'WeChat', 'SMS', 'E-mail', 'Fax']);
    await admin.keyboard.press('Tab');
    await admin.keyboard.press('Tab');
    await admin.keyboard.press('Enter');
    await admin.locator('.editor input:focus').waitFor();
    await chooses('Way in', 'Personal account through Wechaty');
    await admin.getByRole('switch', { name: 'Take part in group chats' }).waitFor();
    expect(await field('AppID').count()).toBe(0);
    expect(await admin.getByRole('combobox', { name: 'Of a group chat take' }).count()).toBe(0);
    await admin.getByRole('switch', { name: 'Take part in group chats' }).click();
    await admin.getByRole('combobox', { name: 'Of a group chat take' }).waitFor();
    await press('Cancel');
    await isGone(admin, '.editor');
  });
});

describe('a number for text messages', () => {
  it('is tried against the operator, saved, and becomes connected', async () => {
    await begins(/^SMS /);
    await field('Name').fill('Texts');
    await field('Our number').fill('10690123');
    await field('Host').fill('127.0.0.1');
    await field('Port').fill(String(smsc.port));
    await field('System id').fill('tea');
    await secret('Password').fill('pu-erh');
    await press('Test connection');
    await admin.getByText('It does not work yet.').waitFor();
    expect(await texts(admin, '.trialResult li b')).toEqual(['Connection: works', 'Sign-in (bind): failed']);

    await secret('Password').fill('longjing');
    await press('Test connection');
    await admin.getByText('Everything that was tried works.').waitFor();
    await admin.getByText('Acknowledgement and speed').click();
    await field('Acknowledgement, English').fill('Thank you. {{standing}}');
    await field('Send at most, messages a second').fill('5');
    await saves();
    await rowOf('Texts').getByText('connected', { exact: true }).waitFor();
    await expect.poll(() => smsc.bound()).toBe(1);
    const { entryPoints } = await at.ask<{ entryPoints: { channel: string; settings: unknown }[] }>('{ entryPoints { channel settings } }');
    expect(entryPoints.find((each) => each.channel === 'sms')?.settings).toMatchObject({
      door: 'smpp', number: '10690123', smpp: { host: '127.0.0.1', port: smsc.port, systemId: 'tea' }, acknowledge: { en: 'Thank you. {{standing}}', zh: 'Thank you. {{standing}}' }, sendPerSecond: 5,
    });
  });

  it('keeps a secret that is left alone, and takes another', async () => {
    await opens('Texts');
    await admin.locator('.healthPanel').getByText('connected', { exact: true }).waitFor();
    await press('Test connection');
    await admin.getByText('Everything that was tried works.').waitFor();
    await press('Replace: Password');
    await admin.getByPlaceholder('Set – leave empty to keep').fill('wrong');
    await saves();
    await expect.poll(() => smsc.bound()).toBe(0);
    await rowOf('Texts').getByText(/password/i).waitFor();
    await opens('Texts');
    await press('Replace: Password');
    await admin.getByPlaceholder('Set – leave empty to keep').fill('longjing');
    await saves();
    await rowOf('Texts').getByText('connected', { exact: true }).waitFor();
  });

  it('shows the moment the operator is gone', async () => {
    await smsc.stop();
    await rowOf('Texts').locator('.health:not([data-state=connected])').waitFor();
    expect(at.errors).toEqual([]);
  });
});

describe('a web chat', () => {
  it('has its identity key set, replaced and removed, never shown', async () => {
    const keys = async (): Promise<unknown> => (await at.ask<{ entryPoints: { channel: string; secretsSet: string[] }[] }>('{ entryPoints { channel secretsSet } }')).entryPoints.find((each) => each.channel === 'webchat')?.secretsSet;
    await opens('Tea');
    await secret('Identity key').fill('a-key-of-sixteen-characters');
    await saves();
    await expect.poll(keys).toEqual(['identityKey']);
    await opens('Tea');
    await admin.getByText('Set – never shown').waitFor();
    await saves();
    expect(await keys()).toEqual(['identityKey']);
    await opens('Tea');
    await press('Remove: Identity key');
    await saves();
    await expect.poll(keys).toEqual([]);
    expect(at.errors).toEqual([]);
  });
});
