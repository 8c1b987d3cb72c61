/** What an administrator fills in; the page is drawn from it. */
import type { SettingField } from '../../src/core/channel.ts';

export const fields: readonly SettingField[] = [
  { key: 'url', kind: 'text', required: true, label: { en: 'Address of the gateway', zh: '网关地址' }, help: { en: 'Messages of ours are posted there, like https://gateway.example/messages.', zh: '我们的消息发送到此地址，例如 https://gateway.example/messages。' } },
  { key: 'token', kind: 'secret', required: true, label: { en: 'Token', zh: '令牌' }, help: { en: 'Both sides show it to each other.', zh: '双方互相出示，用于校验身份。' } },
];
