/**
 * WeChat: one channel, three doors. An Official Account and WeCom customer service are WeChat's own ways in; Wechaty
 * drives a personal account through whatever puppet is installed, and is loaded by nobody who does not use it. Each door is loaded when it is opened.
 */
import type { Capabilities, Channel } from '../../src/core/channel.ts';
import { HOUR } from '../../src/core/time.ts';
import { fields } from './fields.ts';
import { readSettings, type Settings } from './settings.ts';

const MIB = 1_048_576;

/** 2,048 bytes hold 600 Chinese characters with room for their punctuation; longer texts go in pieces. */
const official: Capabilities = { maxTextLength: 600, formats: ['text', 'image', 'file'], maxAttachmentBytes: 10 * MIB, canInitiate: false, typing: false, receipts: false, replyWindowMs: 48 * HOUR, addressKind: 'openid' };
const wecom: Capabilities = { ...official, maxAttachmentBytes: 20 * MIB };
const wechaty: Capabilities = { ...official, maxTextLength: 2_000, maxAttachmentBytes: 20 * MIB, replyWindowMs: null };
const DOORS: Readonly<Record<Settings['door'], Capabilities>> = { official, wecom, wechaty };

export const wechat: Channel = {
  kind: 'wechat',
  label: { en: 'WeChat', zh: '微信' },
  pace: 'deferred',
  capabilities: official,
  capabilitiesOf: (settings) => DOORS[readSettings(settings).door],
  fields,
  /** A personal account is signed in once; the others' callbacks may reach any node. */
  alone: (settings) => readSettings(settings).door === 'wechaty',
  configure(value) {
    const settings = readSettings(value);
    return async (hub) => {
      switch (settings.door) {
        case 'official':
          return (await import('./official/official.ts')).openOfficial(hub, settings);
        case 'wecom':
          return (await import('./wecom/wecom.ts')).openWecom(hub, settings);
        case 'wechaty':
          return (await import('./wechaty/wechaty.ts')).openWechaty(hub, settings);
      }
    };
  },
  async test(value, tools) {
    const settings = readSettings(value);
    switch (settings.door) {
      case 'official':
        return (await import('./official/official.ts')).testOfficial(settings, tools);
      case 'wecom':
        return (await import('./wecom/wecom.ts')).testWecom(settings, tools);
      case 'wechaty':
        return (await import('./wechaty/wechaty.ts')).testWechaty(settings);
    }
  },
};
