/** The people of the demo who have a phone: a mail address, a number, a WeChat name and a personal WeChat account each; one group chat has them all. */
export type PhoneChannel = 'email' | 'sms' | 'wechat' | 'personal' | 'group';
export const PHONE_CHANNELS: readonly PhoneChannel[] = ['email', 'sms', 'wechat', 'personal', 'group'];
/** Entry points of the hub that lead to them; a group is of the personal account's. */
export type PostChannel = Exclude<PhoneChannel, 'group'>;
export const POST_CHANNELS: readonly PostChannel[] = ['email', 'sms', 'wechat', 'personal'];
/** They are numbered from 1. */
export const MOST_PEOPLE = 100;
export const GROUP = '云山茶友群 Tea friends';
/** How our side is called in the group. */
export const OUR_NAME = '云山茶社';

export const nameOf = (person: number): string => `茶友 ${person}`;
const padded = (person: number, digits: number): string => String(person).padStart(digits, '0');

/** `personal`: as the account that they are friends with knows them; `group`: as they are called there. */
export const addressOf = (person: number): Readonly<Record<PhoneChannel, string>> => ({
  email: `customer-${person}@mail.example`, sms: `+86138001380${padded(person, 2)}`, wechat: `demo-openid-${padded(person, 4)}`, personal: `wxid-demo-${padded(person, 4)}`, group: nameOf(person),
});
