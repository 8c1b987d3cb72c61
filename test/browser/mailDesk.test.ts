/**
 * Mails, texts and WeChat at the desk, in a real page: answered with formatting and further people, taken back, read without a trace,
 * counted, sent again, begun, and closed by time. The far sides are on paper; everything between is as a user runs it.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTimeline, isGone } from '../support/desk.ts';
import { aMail, post } from '../support/post.ts';
import { openPostDesk, type PostDesk, takes } from '../support/postDesk.ts';

const UNDO = 10_000;
const email = post('email', { mail: true, addressKind: 'email', undoMs: UNDO });
const sms = post('sms', { smsParts: true, addressKind: 'phone', maxTextLength: 1_600 });
const wechat = post('wechat', { canInitiate: false, addressKind: 'openid', replyWindowMs: 48 * 3_600_000 });

let at: PostDesk;
const texted = (from: string, text: string) => sms.report({ kind: 'message', thread: from, from: { kind: 'phone', value: from, verified: false }, text, files: [] });

beforeAll(async () => {
  at = await openPostDesk([email.channel, sms.channel, wechat.channel]);
});
afterAll(() => at?.close());

describe('a mail', () => {
  it('is answered in bold and with a copy, and another answer is taken back before it goes', async () => {
    const li = await at.desk();
    await email.report(aMail('wang@wang.example', 'Pu-erh', 'Is it here?'));
    await takes(li);
    await li.locator('.mailSubject').getByText('Pu-erh', { exact: true }).waitFor();
    expect(await li.getByRole('textbox', { name: 'Subject' }).inputValue()).toBe('Re: Pu-erh');

    await li.getByRole('button', { name: 'Cc Bcc' }).click();
    await li.getByRole('combobox', { name: 'Cc', exact: true }).fill('nobody');
    await li.keyboard.press('Enter');
    await li.getByText('“nobody” is not an e-mail address.').waitFor();
    await li.keyboard.press('Backspace');
    await li.keyboard.type('boss@wang.example,');
    const reply = li.getByRole('textbox', { name: 'Reply', exact: true });
    await reply.click();
    await li.keyboard.type('It came ');
    await li.keyboard.press('Control+b');
    await li.keyboard.type('today');
    await li.keyboard.press('Control+b');
    await li.keyboard.type('.');
    await li.keyboard.press('Control+Enter');
    await li.getByRole('button', { name: /^Take back \(\d+ s\)$/ }).waitFor();
    await expect.poll(() => email.sent.at(-1)?.entry.text, { timeout: 60_000 }).toBe('It came today.');
    expect(email.sent.at(-1)?.mail).toMatchObject({ subject: 'Re: Pu-erh', to: [{ address: 'wang@wang.example' }], cc: [{ address: 'boss@wang.example' }], bcc: [] });
    expect(email.sent.at(-1)?.mail?.html).toMatch(/It came <(b|strong)>today<\/\1>\./);
    await li.locator('.tick[data-delivery=sent]').getByText('Sent').waitFor();

    await reply.click();
    await li.keyboard.type('No, it did not.');
    await li.keyboard.press('Control+Enter');
    await li.getByRole('button', { name: /^Take back/ }).click();
    await li.locator('.tick[data-delivery=cancelled]').getByText('Taken back').waitFor();
    expect(email.sent.map((order) => order.entry.text)).not.toContain('No, it did not.');
    expect(at.errors).toEqual([]);
    await li.context().close();
  });

  it('with pictures from elsewhere asks nobody for them until somebody wants them, and runs nothing', async () => {
    const li = await at.desk();
    const asked: string[] = [];
    // What the page's policy forbids does not come so far.
    await li.route(/track\.example/, (route) => {
      asked.push(route.request().url());
      return route.abort();
    });
    let alerts = 0;
    li.on('dialog', (dialog) => {
      alerts += 1;
      void dialog.dismiss();
    });
    const html = '<style>@import url(https://track.example/style.css);</style><p onclick="alert(1)">Our <b>spring</b> catalogue</p><script>alert(2)</script><img src="x" onerror="alert(3)">'
      + '<img alt="Tea" data-remote-src="https://track.example/tea.png"><div style="background:url(https://track.example/dot.png)">Buy</div><a href="javascript:alert(4)">here</a> <a href="https://shop.example/">there</a>'
      + '<meta http-equiv="refresh" content="0;url=https://track.example/"><iframe src="https://track.example/frame"></iframe><form action="https://track.example/form"><input autofocus onfocus="alert(5)"></form><blockquote type="cite">What you wrote before</blockquote>';
    await email.report(aMail('news@liu.example', 'Spring', 'Our spring catalogue', { html }));
    await takes(li);
    const frame = li.frameLocator('.mailFrame').last();
    await frame.getByText('Our spring catalogue').waitFor();
    await frame.getByText('Our spring catalogue').click();
    expect(await li.locator('.mailFrame').last().getAttribute('sandbox')).not.toContain('allow-scripts');
    expect(await frame.locator('a[href^=javascript], script, iframe, form, [onclick], [onerror]').count()).toBe(0);
    expect(await frame.getByText('there').getAttribute('rel')).toContain('noopener');
    // What was quoted is a click away.
    expect(await frame.getByText('What you wrote before').count()).toBe(0);
    await li.getByRole('button', { name: 'Show quoted text' }).click();
    await frame.getByText('What you wrote before').waitFor();
    expect(await frame.locator('img[src]').count()).toBe(0);

    await li.getByRole('button', { name: 'Show pictures' }).click();
    // The hub fetches them; from here nobody is asked, and nothing else comes.
    await frame.locator('img[alt=Tea][src*="/picture/"]').waitFor();
    expect(asked).toEqual([]);
    expect(alerts).toBe(0);
    expect(at.errors).toEqual([]);
    await li.context().close();
  });
});

describe('a text message', () => {
  it('is counted in parts, and sent again when it failed', async () => {
    const li = await at.desk();
    await texted('+8613812345678', 'Are you there?');
    await takes(li);
    const reply = li.getByRole('textbox', { name: 'Reply', exact: true });
    await reply.fill('a'.repeat(161));
    await li.getByText('161 characters · 2 parts · GSM-7').waitFor();
    await reply.fill('在的');
    await li.getByText('2 characters · 1 part · Unicode').waitFor();
    sms.outcomes.push({ ok: false, retry: 'never', code: 'ABSENT', explain: 'The number is switched off.' });
    await li.keyboard.press('Control+Enter');
    await li.locator('.entryError').getByText('The number is switched off.').waitFor();
    await li.getByRole('button', { name: 'Send again' }).click();
    await li.locator('.tick[data-delivery=sent]').getByText('Sent').waitFor();
    expect(sms.sent.at(-1)?.entry.text).toBe('在的');
    await li.context().close();
  });

  it('begins from the desk, to a number that is checked in words', async () => {
    const li = await at.desk();
    await li.keyboard.press('Alt+z');
    const dialog = li.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'By' }).click();
    await li.getByRole('option', { name: 'Shop sms · SMS' }).click();
    await dialog.getByRole('textbox', { name: 'To' }).fill('123');
    await dialog.getByRole('textbox', { name: 'Message' }).fill('Your tea is here.');
    await dialog.getByText('17 characters · 1 part · GSM-7').waitFor();
    await dialog.getByRole('button', { name: 'Send' }).click();
    await dialog.getByText('"123" is not a telephone number.').waitFor();
    await dialog.getByRole('textbox', { name: 'To' }).fill('138 0013 8000');
    await dialog.getByRole('button', { name: 'Send' }).click();
    await isGone(li, dialog);
    await inTimeline(li, 'Your tea is here.');
    await expect.poll(() => sms.sent.at(-1)).toMatchObject({ to: { value: '+8613800138000' } });
    expect(at.errors).toEqual([]);
    await li.context().close();
  });
});

describe('WeChat', () => {
  it('says how long it can be answered, and closes the field when that is over', async () => {
    const li = await at.desk();
    await wechat.report({ kind: 'message', thread: 'o1', from: { kind: 'openid', value: 'o1', verified: true }, text: '在吗', files: [], location: { latitude: 31.2304, longitude: 121.4737, label: '人民广场' } });
    await takes(li);
    await li.getByText(/^Answer within 47 h 5\d min$/).waitFor();
    await li.locator('.place').getByText('人民广场').waitFor();
    await at.t.hub.pool.query(`update interaction set last_customer_at = now() - interval '49 hours' where channel = 'wechat'`);
    await li.reload();
    await li.getByText('The time in which this channel lets us answer is over.').waitFor();
    expect(await li.getByRole('textbox', { name: 'Reply', exact: true }).count()).toBe(0);
    await li.getByRole('button', { name: 'Reach them another way' }).click();
    await li.getByRole('dialog').getByText('New message').waitFor();
    await li.context().close();
  });
});

describe('several at once', () => {
  it('are chosen in the list and closed in one go, and what came of it is said', async () => {
    const li = await at.desk();
    for (const from of ['+8613900000001', '+8613900000002']) {
      await texted(from, 'Thank you!');
      await takes(li);
    }
    await li.getByRole('button', { name: 'Select', exact: true }).click();
    for (const from of ['+8613900000001', '+8613900000002']) await li.getByRole('checkbox', { name: `Select ${from}` }).click();
    await li.getByText('2 selected').waitFor();
    await li.getByRole('toolbar', { name: 'Selected work' }).getByRole('button', { name: 'Close' }).click();
    await li.getByText('2 closed.').waitFor();
    await isGone(li, li.locator('.card', { hasText: '+8613900000001' }));
    expect(at.errors).toEqual([]);
    await li.context().close();
  });
});
