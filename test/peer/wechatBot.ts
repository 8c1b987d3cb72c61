/**
 * One life of a personal account in a process of its own: sign in by code, hear, answer, be signed out, close. Says each
 * step on a line of JSON, and ends by itself when nothing of the library is left behind.
 */
import { wechat } from '../../channels/wechat/wechat.ts';
import { startPhone, until } from '../../channels/wechat/wechaty/testPhone.ts';
import { fakeHub } from '../support/fakeHub.ts';

const say = (step: string, about: object = {}): void => void process.stdout.write(`${JSON.stringify({ step, ...about })}\n`);

const fake = fakeHub();
fake.set.now = Date.now();
const phone = await startPhone();
const connection = await fake.open(wechat, phone.settings);
const health = () => fake.health.at(-1);

await until(phone.isReady);
phone.scan('https://login.weixin.qq.com/l/peer');
await until(() => health()?.state === 'needsLogin');
say('scan', { qr: health()?.qr });

phone.signIn();
await until(() => health()?.state === 'connected');
say('login');

const me = phone.me();
phone.contactOf('王小明').say('你好，人工客服').to(me ?? undefined);
await until(() => fake.messages().length === 1);
say('in', { text: fake.messages()[0]?.text, thread: fake.messages()[0]?.thread });

const sent = await connection.messages?.send(fake.order('wxid-王小明', { text: '您好，请问有什么可以帮您？' }));
say('out', { sent, received: phone.received('王小明'), messages: fake.messages().length });

await phone.mocker.puppet.logout('signed in elsewhere');
await until(() => health()?.state === 'needsLogin');
say('logout', { later: await connection.messages?.send(fake.order('wxid-王小明', { text: 'x' })) });

await connection.close();
await connection.close();
say('closed', { health: health(), timers: process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length });
