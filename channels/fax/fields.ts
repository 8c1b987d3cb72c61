/** What an administrator fills in for a fax entry point, field by field. */
import type { SettingField } from '../../src/core/channel.ts';
import { dialFields } from '../asterisk/dialFields.ts';

type Said = SettingField['label'];
const say = (en: string, zh: string): Said => ({ en, zh });
const asterisk = say('Asterisk', 'Asterisk');
const out = say('Faxes of ours', '我方发出的传真');

export const fields: readonly SettingField[] = [
  { key: 'url', kind: 'text', required: true, initial: 'http://127.0.0.1:8088', group: asterisk, label: say('Address', '地址'), help: say('Where Asterisk’s HTTP server listens (http.conf: bindaddr, bindport).', 'Asterisk 的 HTTP 服务监听地址（http.conf 中的 bindaddr 与 bindport）。') },
  { key: 'user', kind: 'text', required: true, initial: 'hub', group: asterisk, label: say('User name', '用户名'), help: say('A section of ari.conf with type = user.', 'ari.conf 中 type = user 的段名。') },
  { key: 'password', kind: 'secret', required: true, group: asterisk, label: say('Password', '密码'), help: say('Its password in ari.conf.', '该段在 ari.conf 中的 password。') },
  { key: 'app', kind: 'text', initial: 'fax', group: asterisk, label: say('Application', '应用名'), help: say('What the dialplan hands fax calls to: Stasis(fax,inbound,…). Each entry point has a name of its own.', '拨号方案把传真来电交给的应用：Stasis(fax,inbound,…)。每个接入点须使用不同的名称。') },
  { key: 'spool', kind: 'text', required: true, initial: '/var/spool/asterisk/fax', group: asterisk, label: say('Folder for pages', '传真页文件夹'), help: say('Asterisk and the hub run on the same machine or share this folder; both read and write in it.', 'Asterisk 与总机在同一台机器上，或共享此文件夹；双方都须能读写。') },
  { key: 'trunk', kind: 'text', initial: '', group: out, label: say('Trunk', '中继'), help: say('The PJSIP endpoint by which faxes go out; empty = none does.', '用于发出传真的 PJSIP 端点；留空则不发传真。') },
  { key: 'number', kind: 'text', initial: '', group: out, label: say('Our fax number', '我方传真号码'), help: say('Shown to who is called, like +8675588888888.', '显示给对方的号码，例如 +8675588888888。') },
  { key: 'station', kind: 'text', initial: '', group: out, label: say('Station id', '本机标识'), help: say('What the other machine prints of us; 20 characters at most. Empty = our fax number.', '对方传真机打印的我方标识，最多 20 个字符；留空则用我方传真号码。') },
  { key: 'country', kind: 'text', initial: 'CN', group: out, label: say('Country', '国家或地区'), help: say('Two letters. Numbers without a country code are taken to be from here.', '两位字母代码。未带国家码的号码按此地区识别。') },
  { key: 'cover', kind: 'switch', initial: true, group: out, label: say('Cover page', '封面页'), help: say('To, from, date, number of pages and the text go first, on a page of their own.', '先发一页封面：收件人、发件人、日期、页数与正文。') },
  { key: 't38', kind: 'switch', initial: true, group: out, label: say('T.38 first', '优先使用 T.38'), help: say('Fax over IP is tried first, and audio where the other side does not know it.', '优先使用 IP 传真（T.38），对方不支持时改用音频。') },
  { key: 'mostPages', kind: 'number', initial: 50, group: out, label: say('Most pages', '最多页数'), help: say('Of one fax of ours.', '我方单份传真的页数上限。') },
  ...dialFields.filter(({ key }) => key !== 'dialMostAtOnce' && key !== 'dialMostAnHourOfAgent'),
];
