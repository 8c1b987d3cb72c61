/**
 * What agents put right at the desk, in a real page: threads split, merged and moved, customers joined and given back, messages that did not
 * arrive or may not have, people who want to hear no more; and what a mail or a message carries is seen, heard, folded, and kept while it is written.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTimeline, isGone } from '../support/desk.ts';
import { aMail, post } from '../support/post.ts';
import { openPostDesk, type PostDesk, takes } from '../support/postDesk.ts';

const email = post('email', { mail: true, addressKind: 'email', undoMs: 10_000 });
const sms = post('sms', { smsParts: true, addressKind: 'phone', formats: ['text'] });
const wechat = post('wechat', { canInitiate: false, addressKind: 'openid', replyWindowMs: 48 * 3_600_000 });

let at: PostDesk;
const texted = (from: string, text: string, also: readonly { kind: 'email'; value: string }[] = []) =>
  sms.report({ kind: 'message', thread: from, from: { kind: 'phone', value: from, verified: false, also }, text, files: [] });
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
async function file(hub: ReturnType<typeof email.hub>, name: string, mediaType: string, bytes: Uint8Array, thread: string) {
  const stored = await hub.blobs.put(once(bytes), { name, mediaType, maxBytes: 1_000_000, thread });
  if ('code' in stored) throw new Error(stored.message);
  return stored;
}
/** A pixel. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
/** A second of silence: RIFF, one channel of 8 bits at 8 kHz. */
function silence(): Buffer {
  const head = Buffer.from('RIFF....WAVEfmt \x10...\x01.\x01.........\x01.\x08.data....', 'latin1').fill(0, 4, 8).fill(0, 16, 44);
  head.writeUInt32LE(36 + 8_000, 4);
  head.writeUInt32LE(16, 16);
  for (const [place, value] of [[20, 1], [22, 1], [32, 1], [34, 8]] as const) head.writeUInt16LE(value, place);
  for (const place of [24, 28]) head.writeUInt32LE(8_000, place);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(8_000, 40);
  return Buffer.concat([head, Buffer.alloc(8_000, 128)]);
}

beforeAll(async () => {
  at = await openPostDesk([email.channel, sms.channel, wechat.channel]);
});
afterAll(() => at?.close());

describe('what came', () => {
  it('shows the pictures of a mail, folds what mail programs quote unmarked, and plays voice', async () => {
    const li = await at.desk();
    const thread = 'mail:<picture@zhao.example>';
    const picture = await file(email.hub(), 'garden.png', 'image/png', PNG, thread);
    const html = '<p>Our garden:</p><img src="cid:garden%ict" alt="Garden"><p>Send 20 cakes.</p><div><p><b>From:</b> Shop &lt;support@shop.example&gt;<br><b>Sent:</b> Sunday</p></div><p>How many?</p>';
    await email.report({ ...aMail('zhao@zhao.example', 'Cakes', 'Our garden:\n\nSend 20 cakes.', { messageId: '<picture@zhao.example>', html, quoted: 'From: Shop <support@shop.example>\nSent: Sunday\n\nHow many?', inline: [{ cid: 'garden%ict', file: picture.id }] }), files: [picture] });
    await takes(li);
    const frame = li.frameLocator('.mailFrame').last();
    await frame.getByText('Send 20 cakes.').waitFor();
    await expect.poll(() => frame.locator('img[alt=Garden]').evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBe(1);
    expect(await frame.getByText('How many?').count()).toBe(0);
    await li.getByRole('button', { name: 'Show quoted text' }).click();
    await frame.getByText('How many?').waitFor();

    const voice = await file(wechat.hub(), 'voice.wav', 'audio/wav', silence(), 'o-voice');
    const amr = await file(wechat.hub(), 'voice.amr', 'audio/amr', readFileSync(join(process.cwd(), 'node_modules/benz-amr-recorder/res/mario.amr')), 'o-voice');
    await wechat.report({ kind: 'message', thread: 'o-voice', from: { kind: 'openid', value: 'o-voice', verified: true }, text: '', files: [voice, amr] });
    await takes(li);
    await li.getByRole('heading', { level: 1, name: 'WeChat user oice' }).waitFor();
    const player = li.locator('audio');
    // AMR, which browsers do not play, is decoded when somebody wants to hear it.
    await expect.poll(() => player.evaluate((audio) => (audio as HTMLAudioElement).duration)).toBe(1);
    expect(await player.evaluate((audio) => audio.clientWidth)).toBeGreaterThan(200);
    await li.getByRole('button', { name: 'Play voice.amr' }).click();
    await li.waitForFunction(() => [...document.querySelectorAll<HTMLAudioElement>('audio.voice')].some((sound) => sound.src.startsWith('blob:') && sound.duration > 1));
    expect(await player.count()).toBe(2);
    expect(at.errors).toEqual([]);
    await li.context().close();
  });
});

describe('threads of mails', () => {
  it('are split, merged and moved, and each of it is undone', async () => {
    const li = await at.desk();
    const head = li.getByRole('heading', { level: 1 });
    const undone = async (): Promise<void> => {
      await li.getByRole('button', { name: 'Undo', exact: true }).click();
      await li.getByText('Undone.').last().waitFor();
      await isGone(li, li.getByRole('button', { name: 'Undo', exact: true }));
    };
    await email.report(aMail('sun@sun.example', 'Delivery', 'When does it come?', { messageId: '<delivery@sun.example>' }));
    await takes(li);
    await email.report(aMail('sun@sun.example', 'An invoice', 'Send me an invoice.', { answers: ['<delivery@sun.example>'] }));
    await li.getByRole('button', { name: 'Split into its own conversation' }).click();
    await isGone(li, li.locator('.timeline').getByText('When does it come?'));
    await undone();
    await inTimeline(li, 'When does it come?');

    await email.report(aMail('sun@sun.example', 'Delivery again', 'It has not come!'));
    await takes(li);
    // The one before has a field for a reply, too.
    await inTimeline(li, 'It has not come!');
    await li.keyboard.press('Alt+Shift+G');
    const dialog = li.getByRole('dialog');
    // What the undone split left behind is no conversation to go on in.
    await expect.poll(() => dialog.locator('.targetRow').allInnerTexts()).toEqual([expect.stringContaining('Delivery')]);
    await dialog.getByRole('radio').check();
    await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
    await inTimeline(li, 'When does it come?');
    await li.locator('.threadLinks').getByText('Delivery again').waitFor();
    await undone();
    // The work that the merge closed is in hand again.
    await inTimeline(li, 'It has not come!');
    await li.getByRole('textbox', { name: 'Reply', exact: true }).waitFor();

    await li.keyboard.press('Alt+Shift+V');
    await dialog.getByRole('textbox').fill('zhao@zhao.example');
    await li.keyboard.press('Enter');
    await dialog.getByRole('radio').check();
    await dialog.getByRole('button', { name: 'Move', exact: true }).click();
    await head.getByText('zhao@zhao.example').waitFor();
    await li.keyboard.press('Alt+Shift+Z');
    await head.getByText('sun@sun.example').waitFor();
    expect(at.errors).toEqual([]);
    await li.context().close();
  });
});

describe('who is who', () => {
  it('is suggested with what speaks for it, taken up, given back and dismissed; and joined by hand with a way back', async () => {
    const li = await at.desk();
    const side = li.getByRole('complementary', { name: 'Context' });
    await texted('+8613700000001', 'My mail is qian@', [{ kind: 'email', value: 'qian@qian.example' }]);
    await takes(li);
    await email.report(aMail('qian@qian.example', 'Tea', 'It is me.'));
    await takes(li);
    await side.getByText('May be the same person').waitFor();
    await side.getByText('qian@qian.example').last().waitFor();
    await side.getByRole('button', { name: 'They are one: keep this one' }).click();
    await side.getByText('+8613700000001').first().waitFor();
    await side.getByText('Merged into this customer').waitFor();
    await side.getByRole('button', { name: 'Give back' }).click();
    await li.getByText('Given back: two customers again.').waitFor();
    await side.getByRole('button', { name: 'Not the same' }).click();
    await isGone(li, side.getByText('May be the same person'));

    await side.getByRole('button', { name: 'Merge with another customer' }).click();
    const dialog = li.getByRole('dialog');
    await dialog.getByRole('textbox').fill('+8613700000001');
    await li.keyboard.press('Enter');
    await dialog.getByRole('radio').check();
    await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
    await side.getByText('Merged into this customer').waitFor();
    await li.getByRole('button', { name: 'Undo', exact: true }).click();
    await isGone(li, side.getByText('Merged into this customer'));
    expect(at.errors).toEqual([]);
    await li.context().close();
  });
});

describe('a message of ours', () => {
  it('that may have gone is settled, one that failed goes another way, and nobody writes to whom they must not', async () => {
    const li = await at.desk();
    const reply = li.getByRole('textbox', { name: 'Reply', exact: true });
    await texted('+8613700000002', 'Are you there?');
    await takes(li);
    // A text message carries no files.
    expect(await li.getByRole('button', { name: 'Attach files' }).count()).toBe(0);
    sms.outcomes.push({ ok: false, retry: 'unknown', code: 'NO_ANSWER', explain: 'Nobody knows.' });
    await reply.fill('Perhaps');
    await li.keyboard.press('Control+Enter');
    await li.locator('.card', { hasText: '+8613700000002' }).getByRole('img', { name: 'May or may not have gone out' }).waitFor();
    // Also when the work is done with: whoever wrote it sees to it.
    await li.keyboard.press('Alt+e');
    await isGone(li, reply);
    await li.getByRole('link', { name: 'Search', exact: true }).click();
    await li.getByRole('region', { name: 'Not delivered in the last two weeks' }).getByRole('button', { name: /Perhaps\s*Nobody knows/ }).click();
    await li.getByRole('button', { name: 'It did not: send again' }).click();
    await li.locator('.tick[data-delivery=sent]').waitFor();
    expect(sms.sent.at(-1)?.entry.text).toBe('Perhaps');

    await texted('+8613700000003', 'And you?');
    await takes(li);
    await li.getByRole('button', { name: 'What can be done with +8613700000003' }).click();
    await li.getByRole('menuitem', { name: 'Do not contact' }).click();
    await li.getByText('They asked to hear no more from us by this address.').waitFor();
    await li.getByRole('button', { name: 'Reach them another way' }).click();
    const dialog = li.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'By' }).click();
    await li.getByRole('option', { name: 'Shop sms · SMS' }).click();
    expect(await dialog.getByRole('radio', { name: /\+8613700000003/ }).isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await li.getByRole('button', { name: 'What can be done with +8613700000003' }).click();
    await li.getByRole('menuitem', { name: 'May be contacted again' }).click();
    await reply.waitFor();
    expect(at.errors).toEqual([]);
    await li.context().close();
  });

  it('keeps its files, people and formatting over a look elsewhere and a reload, and is taken back also after the work is finished', async () => {
    const li = await at.desk();
    const reply = li.getByRole('textbox', { name: 'Reply', exact: true });
    await email.report(aMail('wu@wu.example', 'Label', 'Where is the label?'));
    await takes(li);
    await reply.click();
    await li.keyboard.press('Control+b');
    await li.keyboard.type('Here');
    await li.locator('input[type=file]').setInputFiles({ name: 'label.txt', mimeType: 'text/plain', buffer: Buffer.from('label') });
    await li.locator('.uploads li:not([data-busy])', { hasText: 'label.txt' }).waitFor();
    await li.getByText('Draft saved').waitFor();
    await li.locator('.card', { hasText: '+8613700000003' }).click();
    await isGone(li, li.locator('.uploads'));
    await li.locator('.card', { hasText: 'wu@wu.example' }).click();
    await li.locator('.uploads li', { hasText: 'label.txt' }).waitFor();
    await li.reload();
    await li.locator('.uploads li', { hasText: 'label.txt' }).waitFor();
    await reply.getByText('Here').waitFor();
    await reply.click();
    await li.keyboard.press('Control+Enter');
    await li.getByRole('button', { name: /^Take back/ }).waitFor();
    await li.keyboard.press('Alt+e');
    await isGone(li, reply);
    await li.getByRole('button', { name: /^Take back/ }).click();
    await li.locator('.tick[data-delivery=cancelled]').waitFor();
    await li.getByRole('button', { name: 'Send it after all' }).click();
    await expect.poll(() => email.sent.at(-1)?.mail?.html).toMatch(/<(b|strong)>Here<\/\1>/);
    expect(email.sent.at(-1)?.entry.files).toMatchObject([{ name: 'label.txt' }]);
    expect(at.errors).toEqual([]);
    await li.context().close();
  });

  it('begins as a mail with a copy and a file, and as an answer on WeChat while its window is open', async () => {
    const li = await at.desk();
    await li.keyboard.press('Alt+z');
    const dialog = li.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'By' }).click();
    // Who has not written on WeChat cannot be written to there.
    expect(await li.getByRole('option').allInnerTexts()).toEqual(['Shop email · E-mail', 'Shop sms · SMS']);
    await li.getByRole('option', { name: 'Shop email · E-mail' }).click();
    await dialog.getByRole('button', { name: 'Send' }).click();
    await dialog.getByText('Say whom it goes to.').waitFor();
    await dialog.getByRole('combobox', { name: 'To', exact: true }).fill('chen@chen.example,');
    await dialog.getByRole('button', { name: 'Cc Bcc' }).click();
    await dialog.getByRole('combobox', { name: 'Cc', exact: true }).fill('boss@chen.example,');
    await dialog.getByRole('textbox', { name: 'Subject' }).fill('Your cake');
    await dialog.getByRole('textbox', { name: 'Message' }).fill('It is ready.');
    await dialog.locator('input[type=file]').setInputFiles({ name: 'cake.txt', mimeType: 'text/plain', buffer: Buffer.from('cake') });
    await dialog.locator('.uploads li:not([data-busy])', { hasText: 'cake.txt' }).waitFor();
    // Closing it loses nothing.
    await li.keyboard.press('Escape');
    await isGone(li, dialog);
    await li.keyboard.press('Alt+z');
    await dialog.getByRole('textbox', { name: 'Message' }).getByText('It is ready.').waitFor();
    await dialog.getByRole('button', { name: 'Send' }).click();
    await inTimeline(li, 'It is ready.');
    await expect.poll(() => email.sent.at(-1)).toMatchObject({ to: { value: 'chen@chen.example' }, mail: { subject: 'Your cake', to: [{ address: 'chen@chen.example' }], cc: [{ address: 'boss@chen.example' }] }, entry: { files: [{ name: 'cake.txt' }] } });

    await li.locator('.card', { hasText: 'WeChat user oice' }).click();
    await li.getByRole('button', { name: 'Write', exact: true }).click();
    expect(await dialog.getByRole('combobox', { name: 'By' }).inputValue()).toBe('Shop wechat · WeChat');
    expect(at.errors).toEqual([]);
    await li.context().close();
  });
});
