/** What an administrator fills in, door by door, with where to find it. */
import type { SettingField } from '../../src/core/channel.ts';

type Words = { readonly en: string; readonly zh: string };
const both = (en: string, zh: string): Words => ({ en, zh });

/** A field that is there for one door alone. */
const behind = (door: string, group: Words) => (field: Omit<SettingField, 'when' | 'group'>): SettingField => ({ ...field, group, when: { key: 'door', is: [door] } });

const official = behind('official', both('Official Account', '公众号'));
const wecom = behind('wecom', both('WeCom customer service', '微信客服'));
const wechaty = behind('wechaty', both('Wechaty', 'Wechaty'));

const TOKEN = both('Token', 'Token');
const AES_KEY = both('EncodingAESKey', 'EncodingAESKey');
const API = both('Address of the API', '接口地址');

export const fields: readonly SettingField[] = [
  {
    key: 'door', kind: 'choice', required: true, initial: 'official', label: both('Way in', '接入方式'),
    help: both('An Official Account and WeCom are WeChat’s own, documented ways. Wechaty drives a personal account, which Tencent does not allow for and may ban.', '公众号和微信客服是微信官方提供的接入方式。Wechaty 通过个人号收发消息，不受腾讯支持，账号可能被封禁。'),
    choices: [
      { value: 'official', label: both('Official Account', '公众号（服务号／订阅号）') },
      { value: 'wecom', label: both('WeCom customer service', '企业微信 · 微信客服') },
      { value: 'wechaty', label: both('Personal account through Wechaty', '个人微信号（Wechaty）') },
    ],
  },
  official({ key: 'appId', kind: 'text', required: true, label: both('AppID', 'AppID'), help: both('mp.weixin.qq.com → Settings and development → Basic configuration; like wx1234567890abcdef.', '微信公众平台 → 设置与开发 → 基本配置，形如 wx1234567890abcdef。') }),
  official({ key: 'appSecret', kind: 'secret', required: true, label: both('AppSecret', 'AppSecret'), help: both('On the same page; WeChat shows it once, when it is made. Put this hub’s public IP address on the whitelist there.', '在同一页面生成，仅显示一次。请同时把本系统的公网 IP 加入该页的 IP 白名单。') }),
  official({ key: 'token', kind: 'secret', required: true, label: TOKEN, help: both('3 to 32 letters and digits of your choice; enter the same in the server configuration at WeChat.', '自行设定的 3 至 32 位英文或数字，须与公众平台“服务器配置”中填写的一致。') }),
  official({ key: 'mode', kind: 'choice', initial: 'safe', label: both('Encryption', '消息加解密方式'), help: both('As chosen at WeChat. Safe is right: in plain mode WeChat signs no content, so whoever overhears one call can write others.', '与公众平台所选一致，建议安全模式：明文模式下签名不覆盖消息内容，一旦被截获即可伪造。'), choices: [{ value: 'safe', label: both('Safe', '安全模式') }, { value: 'compatible', label: both('Compatible', '兼容模式') }, { value: 'plain', label: both('Plain', '明文模式') }] }),
  { ...official({ key: 'encodingAesKey', kind: 'secret', label: AES_KEY, help: both('43 characters, beside the token in the server configuration. Needed unless the encryption is plain.', '“服务器配置”中的 43 位密钥；明文模式下可留空。') }) },
  official({ key: 'apiBase', kind: 'text', initial: 'https://api.weixin.qq.com', label: API, help: both('Leave it as it is, unless your calls go through a proxy of your own.', '一般无需修改，除非经由自建代理访问。') }),
  wecom({ key: 'corpId', kind: 'text', required: true, label: both('Corp ID', '企业 ID'), help: both('work.weixin.qq.com → My company → Company information, at the bottom.', '企业微信管理后台 → 我的企业 → 企业信息，页面底部。') }),
  wecom({ key: 'secret', kind: 'secret', required: true, label: both('Secret', 'Secret'), help: both('WeChat customer service → API → Secret; WeCom sends it to your WeCom app.', '微信客服 → API → Secret，会发送到管理员的企业微信。') }),
  wecom({ key: 'token', kind: 'secret', required: true, label: TOKEN, help: both('WeChat customer service → API → Receive messages.', '微信客服 → API → 接收消息与事件中的 Token。') }),
  wecom({ key: 'encodingAesKey', kind: 'secret', required: true, label: AES_KEY, help: both('43 characters, beside the token.', '同一页面的 43 位 EncodingAESKey。') }),
  wecom({ key: 'openKfId', kind: 'text', required: true, label: both('Account ID', '客服账号 ID'), help: both('open_kfid of the customer service account; starts with wk.', '客服账号的 open_kfid，以 wk 开头。') }),
  wecom({ key: 'apiBase', kind: 'text', initial: 'https://qyapi.weixin.qq.com', label: API, help: both('Leave it as it is, unless your calls go through a proxy of your own.', '一般无需修改，除非经由自建代理访问。') }),
  wechaty({ key: 'puppet', kind: 'text', required: true, initial: 'wechaty-puppet-service', label: both('Puppet', 'Puppet 包名'), help: both('The npm package that speaks to WeChat, installed beside the hub: wechaty-puppet-service, wechaty-puppet-padlocal, wechaty-puppet-wechat4u …', '负责连接微信的 npm 包，需与本系统一同安装，例如 wechaty-puppet-service、wechaty-puppet-padlocal、wechaty-puppet-wechat4u。') }),
  wechaty({ key: 'options', kind: 'secret', label: both('Options of the puppet', 'Puppet 选项'), help: both('JSON as the puppet’s maker says, like {"token": "puppet_padlocal_…"}.', '按 Puppet 说明填写的 JSON，例如 {"token": "puppet_padlocal_…"}。') }),
  wechaty({ key: 'rooms', kind: 'switch', initial: false, label: both('Take part in group chats', '接入群聊'), help: both('Each group the account is in becomes a conversation.', '账号所在的每个群成为一个会话。') }),
  { ...wechaty({ key: 'roomsWhen', kind: 'choice', initial: 'mentioned', label: both('Of a group chat take', '群聊中接收'), help: both('In a large group every message means work for your agents that is not meant for them.', '大群中若接收全部消息，坐席会收到许多与己无关的内容。'), choices: [{ value: 'mentioned', label: both('Messages that mention us', '@ 我的消息') }, { value: 'always', label: both('Every message', '全部消息') }] }), when: { key: 'rooms', is: [true] } },
  wechaty({ key: 'perMinute', kind: 'number', initial: 20, label: both('Messages a minute at most', '每分钟最多发送'), help: both('Over all conversations. Accounts that write faster than a person are banned.', '所有会话合计。发送速度超过真人的账号容易被封。') }),
  wechaty({ key: 'warmUpHours', kind: 'number', initial: 48, label: both('Hours of warming up', '预热小时数'), help: both('After a new account signs in the pace begins at a fifth and grows evenly over these hours.', '新账号登录后，发送速度从五分之一开始，在此时间内逐步提升。') }),
];
