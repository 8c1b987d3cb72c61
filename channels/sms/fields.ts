/** What an administrator fills in for an SMS entry point, field by field. */
import type { SettingField } from '../../src/core/channel.ts';
import { START_WORDS, STOP_WORDS } from './words.ts';

type Said = SettingField['label'];
const say = (en: string, zh: string): Said => ({ en, zh });
const bySmpp = { key: 'door', is: ['smpp'] } as const;
const byHttp = { key: 'door', is: ['http'] } as const;
const operator = say('SMSC', '短信中心');
const provider = say('HTTP provider', 'HTTP 服务商');
const traffic = say('Speed and long messages', '速率与长短信');
const numbering = say('Types of numbers', '号码类型');
const consent = say('Stop words', '退订关键词');

export const fields: readonly SettingField[] = [
  {
    key: 'door', kind: 'choice', required: true, initial: 'smpp', label: say('How you are connected', '接入方式'),
    help: say('SMPP is how operators and aggregators connect; HTTP is Twilio or any gateway that speaks as it does.', '运营商和聚合商一般提供 SMPP；HTTP 适用于 Twilio 或兼容其接口的网关。'),
    choices: [{ value: 'smpp', label: say('SMPP 3.4', 'SMPP 3.4') }, { value: 'http', label: say('HTTP (Twilio-compatible)', 'HTTP（兼容 Twilio）') }],
  },
  { key: 'number', kind: 'text', required: true, label: say('Our number', '本方号码'), help: say('The number or short code that customers write to, as the operator gave it: 10690123, +8613800138000.', '客户发送短信的号码或短号，与运营商给出的一致，例如 10690123、+8613800138000。') },
  { key: 'country', kind: 'text', initial: 'CN', label: say('Country', '国家或地区'), help: say('Two letters. Numbers without a country code are taken to be from here.', '两位字母代码。未带国家码的号码按此地区识别。') },
  { key: 'smpp.host', kind: 'text', required: true, group: operator, when: bySmpp, label: say('Host', '主机'), help: say('From the operator’s connection sheet, like smpp.example.net.', '见运营商的接入资料，例如 smpp.example.net。') },
  { key: 'smpp.port', kind: 'number', initial: 2775, group: operator, when: bySmpp, label: say('Port', '端口'), help: say('Usually 2775, with TLS often 3550.', '通常为 2775，使用 TLS 时多为 3550。') },
  { key: 'smpp.tls', kind: 'switch', initial: false, group: operator, when: bySmpp, label: say('Encrypted (TLS)', '加密（TLS）'), help: say('Switch it on if the operator offers it: without it the password goes over the line in the clear.', '若运营商支持请开启；否则密码以明文传输。') },
  { key: 'smpp.systemId', kind: 'text', required: true, group: operator, when: bySmpp, label: say('System id', '系统标识（system_id）'), help: say('The user name of the connection, at most 15 characters.', '接入用户名，最多 15 个字符。') },
  { key: 'smpp.password', kind: 'secret', group: operator, when: bySmpp, label: say('Password', '密码'), help: say('As the operator gave it; most SMSCs take 8 characters.', '由运营商提供，多数短信中心限 8 个字符。') },
  { key: 'smpp.systemType', kind: 'text', initial: '', group: operator, when: bySmpp, label: say('System type', '系统类型（system_type）'), help: say('Leave it empty unless the operator asks for one.', '除非运营商要求，否则留空。') },
  {
    key: 'smpp.bind', kind: 'choice', initial: 'transceiver', group: operator, when: bySmpp, label: say('Connections', '连接方式'), help: say('One connection both ways, or one for each way if the operator wants it so.', '一条连接双向收发；若运营商要求，可收发各用一条。'),
    choices: [{ value: 'transceiver', label: say('One (transceiver)', '一条（transceiver）') }, { value: 'pair', label: say('Two (transmitter and receiver)', '两条（transmitter 与 receiver）') }],
  },
  { key: 'smpp.sourceTon', kind: 'number', initial: 0, group: numbering, when: bySmpp, label: say('Source TON', '源号码类型（TON）'), help: say('0 unknown, 1 international, 5 name, 6 short code.', '0 未知，1 国际，5 字母名称，6 短号。') },
  { key: 'smpp.sourceNpi', kind: 'number', initial: 0, group: numbering, when: bySmpp, label: say('Source NPI', '源编号计划（NPI）'), help: say('0 unknown, 1 telephone numbers (E.164).', '0 未知，1 电话号码（E.164）。') },
  { key: 'smpp.destTon', kind: 'number', initial: 1, group: numbering, when: bySmpp, label: say('Destination TON', '目标号码类型（TON）'), help: say('1 for international numbers is what nearly all take.', '国际号码用 1，绝大多数短信中心适用。') },
  { key: 'smpp.destNpi', kind: 'number', initial: 1, group: numbering, when: bySmpp, label: say('Destination NPI', '目标编号计划（NPI）'), help: say('1 is telephone numbers (E.164).', '1 表示电话号码（E.164）。') },
  { key: 'smpp.windowSize', kind: 'number', initial: 10, group: traffic, when: bySmpp, label: say('Window', '窗口大小'), help: say('Messages on their way without an answer at one time; the operator says how many.', '同时未应答的消息数，由运营商规定。') },
  { key: 'smpp.perSecond', kind: 'number', initial: 20, group: traffic, when: bySmpp, label: say('Parts per second', '每秒条数'), help: say('What your contract allows; each part of a long message counts.', '按合同限速填写；长短信的每一段都计数。') },
  { key: 'smpp.enquireSeconds', kind: 'number', initial: 30, group: traffic, when: bySmpp, label: say('Line check every (s)', '链路检测间隔（秒）'), help: say('So often the line is tried (enquire_link); one that does not answer is opened anew.', '按此间隔发送 enquire_link；无应答则重新连接。') },
  { key: 'smpp.answerSeconds', kind: 'number', initial: 15, group: traffic, when: bySmpp, label: say('Wait for an answer (s)', '应答等待时间（秒）'), help: say('A message without an answer by then is shown as uncertain and not sent again by itself.', '超过此时间未应答的消息标为“不确定”，不会自动重发。') },
  {
    key: 'smpp.longMessages', kind: 'choice', initial: 'udh', group: traffic, when: bySmpp, label: say('Long messages', '长短信'), help: say('How parts are joined. Phones understand the header; the others need the SMSC’s help.', '分段的拼接方式。消息头方式由手机识别，其余方式需短信中心支持。'),
    choices: [
      { value: 'udh', label: say('Header, 8-bit reference', '消息头（8 位参考号）') }, { value: 'udh16', label: say('Header, 16-bit reference', '消息头（16 位参考号）') },
      { value: 'sar', label: say('SAR parameters', 'SAR 参数') }, { value: 'payload', label: say('One message (message_payload)', '整条发送（message_payload）') },
    ],
  },
  { key: 'smpp.receipts', kind: 'switch', initial: true, group: traffic, when: bySmpp, label: say('Delivery receipts', '状态报告'), help: say('Asks the SMSC to tell what became of each message.', '请求短信中心返回每条消息的送达状态。') },
  {
    key: 'smpp.defaultEncoding', kind: 'choice', initial: 'gsm', group: traffic, when: bySmpp, label: say('The SMSC’s default alphabet', '短信中心默认编码'), help: say('What data_coding 0 means there. If @ and é come out wrong, choose the other.', '即 data_coding 0 的含义。若 @、é 等显示错误，请换另一项。'),
    choices: [{ value: 'gsm', label: say('GSM 7-bit', 'GSM 7 位') }, { value: 'latin1', label: say('Latin-1', 'Latin-1') }],
  },
  { key: 'http.apiBase', kind: 'text', initial: 'https://api.twilio.com', group: provider, when: byHttp, label: say('Address of the API', 'API 地址'), help: say('Leave it for Twilio; another gateway names its own.', 'Twilio 请保留默认值；其他网关按其说明填写。') },
  { key: 'http.accountSid', kind: 'text', required: true, group: provider, when: byHttp, label: say('Account SID', '账户 SID'), help: say('On the first page of the provider’s console, AC….', '见服务商控制台首页，以 AC 开头。') },
  { key: 'http.authToken', kind: 'secret', required: true, group: provider, when: byHttp, label: say('Auth token', 'Auth Token'), help: say('Beside the account SID. It signs what the provider sends us.', '位于账户 SID 旁，用于校验服务商推送的签名。') },
  { key: 'http.from', kind: 'text', initial: '', group: provider, when: byHttp, label: say('Sender', '发送方'), help: say('Empty = our number. A messaging service (MG…) chooses a number by itself.', '留空即本方号码；填消息服务 SID（MG…）则由其选号。') },
  { key: 'http.publicUrl', kind: 'text', required: true, group: provider, when: byHttp, label: say('Public address of this entry point', '本接入点的公网地址'), help: say('https://hub.example/channels/<key>. Give the provider this address with /inbound as webhook for messages.', '例如 https://hub.example/channels/<键>。在服务商处将该地址加 /inbound 设为收信回调。') },
  { key: 'stopWords', kind: 'list', initial: STOP_WORDS.join(', '), group: consent, label: say('Words that stop messages', '退订关键词'), help: say('Whoever sends only such a word gets no more messages from us.', '客户仅发送其中一词，即不再向其发送消息。') },
  { key: 'startWords', kind: 'list', initial: START_WORDS.join(', '), group: consent, label: say('Words that allow them again', '恢复关键词'), help: say('Whoever sends only such a word may be written to again.', '客户仅发送其中一词，即恢复接收。') },
  { key: 'partSeconds', kind: 'number', initial: 60, label: say('Wait for missing parts (s)', '缺失分段等待时间（秒）'), help: say('A long message of which a part does not come is shown after this time, marked where it is missing.', '长短信缺少分段时，超过此时间即显示已收到的内容，并标出缺失处。') },
];
