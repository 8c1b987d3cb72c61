/** The people of the demo who have a phone: a mail address, a number and a WeChat name each. */
export type PhoneChannel = 'email' | 'sms' | 'wechat';
export const PHONE_CHANNELS: readonly PhoneChannel[] = ['email', 'sms', 'wechat'];
/** They are numbered from 1. */
export const MOST_PEOPLE = 100;

export const addressOf = (person: number): Readonly<Record<PhoneChannel, string>> => ({
  email: `customer-${person}@mail.example`, sms: `+86138001380${String(person).padStart(2, '0')}`, wechat: `demo-openid-${String(person).padStart(4, '0')}`,
});
