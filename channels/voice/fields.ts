/** What an administrator fills in for a voice entry point, field by field. */
import type { SettingField } from '../../src/core/channel.ts';
import { dialFields, emergencyField } from '../asterisk/dialFields.ts';

type Said = SettingField['label'];
const say = (en: string, zh: string): Said => ({ en, zh });
const asterisk = say('Asterisk', 'Asterisk');
const spoken = say('What is said', '语音播报');
const calls = say('Calls', '通话');
const trunk = say('Trunk', '中继');
const sound = say('Sound of browser phones', '网页电话的声音');
const recordings = say('Recording', '录音');
const rating = say('Rating', '评分');
const RECORDED: readonly string[] = ['onDemand', 'always'];

export const fields: readonly SettingField[] = [
  { key: 'url', kind: 'text', required: true, initial: 'http://127.0.0.1:8088', group: asterisk, label: say('Address', '地址'), help: say('Where Asterisk’s HTTP server listens (http.conf: bindaddr, bindport).', 'Asterisk 的 HTTP 服务监听地址（http.conf 中的 bindaddr 与 bindport）。') },
  { key: 'user', kind: 'text', required: true, initial: 'hub', group: asterisk, label: say('User name', '用户名'), help: say('A section of ari.conf with type = user.', 'ari.conf 中 type = user 的段名。') },
  { key: 'password', kind: 'secret', required: true, group: asterisk, label: say('Password', '密码'), help: say('Its password in ari.conf.', '该段在 ari.conf 中的 password。') },
  { key: 'app', kind: 'text', initial: 'hub', group: asterisk, label: say('Application', '应用名'), help: say('What the dialplan hands calls to: Stasis(hub,inbound,…). Each entry point has a name of its own.', '拨号方案把来电交给的应用：Stasis(hub,inbound,…)。每个接入点须使用不同的名称。') },
  { key: 'trunkBy', kind: 'choice', initial: 'name', group: trunk, label: say('Trunk', '中继'), help: say('The way to outside numbers. The hub can make it at Asterisk from what the carrier gave you, or you name one of pjsip.conf.', '通往外线的线路：可由总机按运营商提供的资料在 Asterisk 上建立，也可使用 pjsip.conf 中已有的端点。'), choices: [{ value: 'name', label: say('One of pjsip.conf', 'pjsip.conf 中已有') }, { value: 'account', label: say('Made here', '在此建立') }] },
  { key: 'trunk', kind: 'text', initial: '', group: trunk, when: { key: 'trunkBy', is: ['name'] }, label: say('Its PJSIP endpoint', 'PJSIP 端点'), help: say('Empty = no outside number is called.', '留空则不呼叫外线。') },
  { key: 'trunkHost', kind: 'text', initial: '', group: trunk, when: { key: 'trunkBy', is: ['account'] }, label: say('Server of the carrier', '运营商服务器'), help: say('Like sip.carrier.example or 203.0.113.10:5060.', '例如 sip.carrier.example 或 203.0.113.10:5060。') },
  { key: 'trunkUser', kind: 'text', initial: '', group: trunk, when: { key: 'trunkBy', is: ['account'] }, label: say('User name at the carrier', '运营商用户名'), help: say('Empty where the carrier knows you by your address.', '运营商按地址识别时留空。') },
  { key: 'trunkPassword', kind: 'secret', group: trunk, when: { key: 'trunkBy', is: ['account'] }, label: say('Password at the carrier', '运营商密码') },
  { key: 'trunkRegisters', kind: 'switch', initial: false, group: trunk, when: { key: 'trunkBy', is: ['account'] }, label: say('Register', '注册'), help: say('The carrier wants to be told where you are.', '运营商要求登记所在地址。') },
  { key: 'trunkFrom', kind: 'list', group: trunk, when: { key: 'trunkBy', is: ['account'] }, label: say('Its calls come from', '来电地址'), help: say('Addresses or ranges besides the server’s own, like 203.0.113.0/24. Calls from anywhere else are refused.', '除服务器外的地址或网段，例如 203.0.113.0/24；来自其他地址的呼叫会被拒绝。') },
  { key: 'numbers', kind: 'list', group: calls, label: say('Numbers', '号码'), help: say('By which this entry point is called. Calls to them come here, whichever entry point on the same Asterisk the dialplan gives them to.', '拨打这些号码的来电进入此接入点，不论拨号方案把它们交给同一 Asterisk 上的哪个接入点。') },
  { key: 'callerId', kind: 'text', initial: '', group: calls, label: say('Our number', '主叫号码'), help: say('Shown to whoever is called, like +8675588888888; one that your carrier lets you show.', '显示给被叫方的号码，例如 +8675588888888，须经运营商许可。') },
  { key: 'country', kind: 'text', initial: 'CN', group: calls, label: say('Country', '国家或地区'), help: say('Two letters. Numbers without a country code are taken to be from here.', '两位字母代码。未带国家码的号码按此地区识别。') },
  { key: 'phoneContext', kind: 'text', initial: 'from-phone', group: calls, label: say('Context of browser phones', '网页电话的上下文'), help: say('The dialplan context in which agents’ browser phones may dial.', '坐席网页电话可拨号的拨号方案上下文。') },
  { key: 'mediaUrl', kind: 'text', initial: '', group: spoken, label: say('Address of the hub', '总机地址'), help: say('How Asterisk reaches this hub, like http://10.0.0.5:4000: it fetches what is said to callers from there. Empty = nothing is said, and no menu can meet callers.', 'Asterisk 访问本总机的地址，例如 http://10.0.0.5:4000；播放给来电者的语音由此获取。留空则不播报，也不能使用语音菜单。') },
  { key: 'language', kind: 'choice', initial: 'en', group: spoken, label: say('Language', '语言'), help: say('In which callers are spoken to.', '对来电者播报所用的语言。'), choices: [{ value: 'en', label: say('English', '英语') }, { value: 'zh-CN', label: say('Chinese', '中文') }] },
  { key: 'announce', kind: 'switch', initial: true, group: spoken, label: say('Tell the place in line', '播报排队位置'), help: say('Who waits hears their place and the expected wait, every minute at most.', '等待者会听到排队位置与预计等待时间，最多每分钟一次。') },
  { key: 'webCalls', kind: 'switch', initial: false, group: calls, label: say('Calls from pages', '网页来电'), help: say('Visitors may call from a page of this hub with their browser, as a guest who reaches the number 1000 and nothing else. Each address may call six times a minute.', '访客可在本系统的网页上用浏览器直接来电；访客身份只能拨打 1000，不能拨打其他号码。同一地址每分钟最多呼叫六次。') },
  { key: 'guestContext', kind: 'text', initial: 'from-guest', group: calls, when: { key: 'webCalls', is: [true] }, label: say('Context of callers from pages', '网页来电的上下文'), help: say('The dialplan context in which they may dial 1000; nothing else must be in it.', '网页来电所用的拨号方案上下文，其中只应有 1000 一个号码。') },
  { key: 'musicPrompt', kind: 'text', initial: '', prompt: 'sound', group: spoken, label: say('Music for who waits', '等待音乐'), help: say('A recording under Prompts, heard in a loop. Needs the address of the hub. Where it cannot be had, Asterisk’s class plays.', '“提示音”中的一段录音，循环播放；须填写总机地址。无法取得时播放 Asterisk 的音乐类。') },
  { key: 'music', kind: 'text', initial: 'default', group: spoken, label: say('Asterisk’s class of music', 'Asterisk 音乐类'), help: say('A class of musiconhold.conf: heard where no recording is chosen, or it cannot be had.', 'musiconhold.conf 中的类名：未选择录音或录音无法取得时播放。') },
  { key: 'stun', kind: 'list', group: sound, label: say('STUN servers', 'STUN 服务器'), help: say('Addresses like stun:stun.example:3478. Needed where agents or callers sit behind NAT and Asterisk does not stand in their network.', '例如 stun:stun.example:3478。坐席或来电者位于 NAT 之后且与 Asterisk 不在同一网络时需要。') },
  { key: 'turn', kind: 'list', group: sound, label: say('TURN servers', 'TURN 服务器'), help: say('Addresses like turn:turn.example:3478. They relay the sound where firewalls let nothing else through.', '例如 turn:turn.example:3478。防火墙阻断直连时由其中继声音。') },
  { key: 'turnSecret', kind: 'secret', group: sound, label: say('Secret of the TURN servers', 'TURN 服务器密钥'), help: say('coturn: use-auth-secret and static-auth-secret. Passwords of a day each are made from it.', 'coturn 的 use-auth-secret 与 static-auth-secret；由其生成有效期一天的密码。') },
  ...dialFields,
  emergencyField,
  { key: 'record', kind: 'choice', initial: 'never', group: recordings, label: say('Calls are recorded', '通话录音'), help: say('Always, or when the agent presses Record. Recording is paused by the agent (while a card number is read out, say) and on hold. Whether you may, and must tell it, depends on the law where you and your callers are.', '始终录音，或由坐席点“录音”时录音。坐席可暂停录音（例如客户报卡号时），保持期间自动暂停。是否允许录音、是否必须告知，取决于您与来电者所在地的法律。'), choices: [{ value: 'never', label: say('Never', '不录音') }, { value: 'onDemand', label: say('When the agent wants it', '由坐席决定') }, { value: 'always', label: say('Always', '始终') }] },
  { key: 'recordNotice', kind: 'switch', initial: false, group: recordings, when: { key: 'record', is: RECORDED }, label: say('Tell callers', '告知来电者'), help: say('They hear it before they are put through. Needs the address of the hub.', '在接通之前播报。须填写总机地址。') },
  { key: 'recordNoticeText', kind: 'longText', initial: '', prompt: 'words', group: recordings, when: { key: 'recordNotice', is: [true] }, label: say('What they hear', '播报内容'), help: say('Empty: “This call is recorded.” in the language of the line.', '留空则用线路语言播报“本次通话将被录音。”。') },
  { key: 'recordNoticeOut', kind: 'switch', initial: true, group: recordings, when: { key: 'recordNotice', is: [true] }, label: say('Tell those who are called', '告知被叫方'), help: say('Who is called from here hears it when they lift, the agent with them, and then the two are put together. The law rarely makes a difference between who called whom.', '从此处呼出时，对方接听后先播报（坐席同时听到），随后双方接通。法律通常不区分由谁发起通话。') },
  { key: 'recordNoticeOutText', kind: 'longText', initial: '', prompt: 'words', group: recordings, when: { key: 'recordNoticeOut', is: [true] }, label: say('What those who are called hear', '被叫方听到的内容'), help: say('Empty: “This call is recorded.” in the language of the line.', '留空则用线路语言播报“本次通话将被录音。”。') },
  { key: 'recordRefusal', kind: 'switch', initial: false, group: recordings, when: { key: 'record', is: RECORDED }, label: say('Callers may refuse', '来电者可拒绝'), help: say('Who waits and presses 9 is not recorded.', '等待期间按 9 的来电者不录音。') },
  { key: 'recordDays', kind: 'number', initial: 0, group: recordings, when: { key: 'record', is: RECORDED }, label: say('Kept for days', '保存天数'), help: say('Then recordings are deleted, also those made before; 0 = they are kept.', '到期自动删除，包括此前的录音；0 表示一直保存。') },
  { key: 'agentsListen', kind: 'switch', initial: false, group: recordings, when: { key: 'record', is: RECORDED }, label: say('Agents hear their own calls', '坐席可收听自己的通话'), help: say('Supervisors and administrators hear all. Who listened is written down.', '主管和管理员可收听全部。每次收听均有记录。') },
  { key: 'survey', kind: 'switch', initial: false, group: rating, label: say('Ask for a rating', '请来电者评分'), help: say('When the agent has hung up, whoever is still there is asked to press 1 to 5. Needs the address of the hub.', '坐席挂断后，请仍在线的来电者按 1 至 5 评分。须填写总机地址。') },
  { key: 'surveyText', kind: 'longText', initial: '', prompt: 'words', group: rating, when: { key: 'survey', is: [true] }, label: say('What they are asked', '播报内容'), help: say('Empty: the usual words in the language of the line.', '留空则用线路语言播报通用内容。') },
];
