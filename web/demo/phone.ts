/** The customer’s phone: one writes a mail, a text message or on WeChat as if from one’s own, and sees what comes back. */
import { el, icon } from '../chat/dom.ts';
import { browsersLocale, chooseLocale } from '../shared/locale.ts';
import { inWords } from '../shared/refusals.ts';

type Channel = 'email' | 'sms' | 'wechat' | 'personal' | 'group';
interface Line {
  readonly id: string;
  readonly channel: Channel;
  readonly mine: boolean;
  readonly text: string;
  readonly author: string | null;
  readonly subject: string | null;
  readonly picture: string | null;
  readonly files: readonly string[];
  readonly at: number;
}

const CHANNELS: readonly Channel[] = ['email', 'sms', 'wechat', 'personal', 'group'];
const SHAPES: Readonly<Record<Channel, readonly string[]>> = {
  email: ['M3 6h18v12H3z', 'M3 7l9 7 9-7'],
  sms: ['M7 3h10a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1z', 'M10 18h4'],
  wechat: ['M9 4c4 0 7 2.500 7 5.500S13 15 9 15l-3.500 2 .7-2.700C4 13.300 2 11.600 2 9.500 2 6.500 5 4 9 4z', 'M16.500 9.600c3 .3 5.500 2.300 5.500 4.900 0 1.500-1 2.900-2.500 3.800l.5 2.200-2.700-1.400c-2.600.2-4.900-.8-6-2.500'],
  personal: ['M4 5h16v11H10l-4 3.500V16H4z', 'M8.500 10.500h.01M12 10.500h.01M15.500 10.500h.01'],
  group: ['M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6z', 'M3.500 19c0-3 2.500-5 5.500-5s5.500 2 5.500 5', 'M16 11.500a2.500 2.500 0 1 0-.8-4.900M17 14.200c2.200.4 3.700 2.200 3.700 4.800'],
};
const CLIP = ['M19 11l-7.500 7.500a4.500 4.500 0 0 1-6.400-6.400l8-8a3 3 0 0 1 4.300 4.300l-8 8a1.500 1.500 0 0 1-2.200-2.200l7.200-7.100'];
const zh = browsersLocale() === 'zh';
document.documentElement.lang = zh ? 'zh-CN' : 'en';
const t = zh
  ? { note: '演示页面：这是客户的手机，邮件、短信和公众号都经真实协议在本机往来，个人微信号由 Wechaty 的模拟器扮演。坐席在这里回复：', desk: '坐席工作台', shop: '茶社网站', names: { email: '邮件', sms: '短信', wechat: '公众号', personal: '微信', group: '微信群' }, to: { email: '发给 tea@shop.example', sms: '发给 +86 139 0000 0000', wechat: '云山茶社（公众号）', personal: '云山茶社（个人微信号）', group: '云山茶友群' }, you: '您是', subject: '主题（留空则回复上一封）', text: { email: '写邮件…', sms: '写短信…', wechat: '发消息…', personal: '发消息…', group: '在群里说…' }, send: '发送', empty: { email: '还没有邮件。写一封试试，茶社会收到。', sms: '还没有短信。发一条试试。', wechat: '还没有消息。打个招呼吧。', personal: '还没有消息。打个招呼吧。', group: '群里还没有人说话。' }, other: 'English', failed: '发送失败，请稍后再试。' }
  : { note: 'A demo: this is the customer’s phone. Mail, text messages and the official account travel by their real protocols on this machine; the personal account is played by Wechaty’s mock. Agents answer at the', desk: 'desk', shop: 'tea shop', names: { email: 'Mail', sms: 'Text', wechat: 'Official', personal: 'WeChat', group: 'Group' }, to: { email: 'To tea@shop.example', sms: 'To +86 139 0000 0000', wechat: 'Cloud Mountain Tea (official account)', personal: 'Cloud Mountain Tea (personal WeChat)', group: 'Tea friends (WeChat group)' }, you: 'You are', subject: 'Subject (empty = answer the last one)', text: { email: 'Write a mail…', sms: 'Write a text…', wechat: 'Write a message…', personal: 'Write a message…', group: 'Say something to the group…' }, send: 'Send', empty: { email: 'No mail yet. Write one; the tea shop gets it.', sms: 'No texts yet. Send one.', wechat: 'Nothing yet. Say hello.', personal: 'Nothing yet. Say hello.', group: 'Nobody has said anything yet.' }, other: '中文', failed: 'It could not be sent; try again in a moment.' };

/** This browser’s person, kept for as long as it is: another browser is somebody else. */
function whoAmI(): number {
  const key = 'switchroom-demo-person';
  const asked = Number(new URLSearchParams(location.search).get('person'));
  const kept = asked > 0 && asked < 60 ? asked : Number(localStorage.getItem(key));
  const person = kept > 0 && kept < 60 ? kept : 1 + Math.floor(Math.random() * 59);
  localStorage.setItem(key, String(person));
  return person;
}

const person = whoAmI();
let at: Channel = CHANNELS.find((c) => c === location.hash.slice(1)) ?? 'email';
let lines: readonly Line[] = [];
let addresses: Partial<Record<Channel, string>> = {};
const drafts: Record<Channel, string> = { email: '', sms: '', wechat: '', personal: '', group: '' };
const seen: Record<Channel, number> = { email: 0, sms: 0, wechat: 0, personal: 0, group: 0 };

const log = el('ol', { class: 'log', 'aria-live': 'polite' });
const you = el('p', { class: 'you' });
const fault = el('p', { class: 'fault', role: 'alert' });
const subject = el('input', { class: 'subject', 'aria-label': t.subject, placeholder: t.subject, maxlength: 200 });
const text = el('textarea', { rows: 3, maxlength: 5000, onkeydown: (event) => {
  const key = event as KeyboardEvent;
  if (key.key === 'Enter' && !key.shiftKey && !key.isComposing && at !== 'email') {
    event.preventDefault();
    void send();
  }
} });
const button = el('button', { class: 'send', type: 'submit' }, t.send);
const form = el('form', { onsubmit: (event) => {
  event.preventDefault();
  void send();
} }, subject, text, button);
const tabs = new Map(CHANNELS.map((c) => [c, el('button', { role: 'tab', onclick: () => show(c) }, icon(...SHAPES[c]), el('span', {}, t.names[c]), el('i', { class: 'count' }))]));
const head = el('h1', {});

document.getElementById('phone')?.replaceChildren(
  el('div', { class: 'note' }, el('span', {}, `${t.note}${zh ? '' : ' '}`, el('a', { href: '/desk' }, t.desk), zh ? '。' : '.'), el('span', { class: 'links' }, el('a', { href: '/demo' }, t.shop), el('button', { onclick: () => {
    chooseLocale(zh ? 'en' : 'zh');
    location.reload();
  } }, t.other))),
  el('main', {}, el('div', { class: 'frame' }, el('div', { class: 'tabs', role: 'tablist' }, ...tabs.values()), el('header', {}, head, you), log, fault, form)),
);

function show(channel: Channel): void {
  drafts[at] = text.value;
  at = channel;
  history.replaceState(null, '', `#${channel}`);
  text.value = drafts[at];
  fault.textContent = '';
  draw();
  text.focus();
}

const clock = (ms: number): string => new Intl.DateTimeFormat(zh ? 'zh-CN' : 'en', { hour: '2-digit', minute: '2-digit' }).format(ms);

function draw(): void {
  const here = lines.filter((l) => l.channel === at);
  for (const [channel, tab] of tabs) {
    const unread = lines.filter((l) => l.channel === channel && !l.mine).length - seen[channel];
    if (channel === at) seen[channel] += Math.max(0, unread);
    tab.setAttribute('aria-selected', String(channel === at));
    const count = tab.querySelector('.count');
    if (count) count.textContent = channel !== at && unread > 0 ? String(unread) : '';
  }
  document.body.dataset.channel = at;
  head.textContent = t.to[at];
  you.textContent = `${t.you} ${addresses[at] ?? '…'}`;
  subject.hidden = at !== 'email';
  text.placeholder = t.text[at];
  text.setAttribute('aria-label', t.text[at]);
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  log.replaceChildren(
    ...(here.length === 0
      ? [el('li', { class: 'empty' }, t.empty[at])]
      : here.map((l) => el('li', { class: l.mine ? 'mine' : 'theirs' }, l.subject === null ? null : el('b', {}, l.subject), l.author === null || l.mine ? null : el('i', { class: 'author' }, l.author), l.picture ? el('img', { src: l.picture, alt: '' }) : null, el('div', { class: 'text' }, l.text), ...l.files.map((name) => el('div', { class: 'file' }, icon(...CLIP), el('span', {}, name))), el('time', {}, clock(l.at))))),
  );
  if (atEnd) log.scrollTop = log.scrollHeight;
}

async function send(): Promise<void> {
  const body = text.value.trim();
  if (body === '') return;
  button.disabled = true;
  fault.textContent = '';
  try {
    const answer = await fetch('/demo/phone.json', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ person, channel: at, text: body, subject: at === 'email' && subject.value.trim() !== '' ? subject.value.trim() : null }) });
    if (answer.ok) {
      text.value = '';
      subject.value = '';
      await look();
    } else fault.textContent = inWords(((await answer.json()) as { message?: string }).message ?? t.failed);
  } catch {
    fault.textContent = t.failed;
  }
  button.disabled = false;
  text.focus();
}

async function look(): Promise<void> {
  const answer = await fetch(`/demo/phone.json?person=${person}`);
  if (!answer.ok) return;
  const found = (await answer.json()) as { channels: Channel[]; addresses: Record<Channel, string>; lines: Line[] };
  for (const [channel, tab] of tabs) tab.hidden = !found.channels.includes(channel);
  const changed = found.lines.length !== lines.length || addresses.email === undefined;
  ({ addresses, lines } = found);
  if (changed) draw();
}

show(at);
void look().catch(() => undefined);
setInterval(() => void look().catch(() => undefined), 1_500);
