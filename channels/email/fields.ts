/** What an administrator fills in, in words. */
import type { SettingField } from '../../src/core/channel.ts';

const groups = {
  who: { en: 'Our address', zh: '我方地址' },
  in: { en: 'Incoming mail', zh: '收信' },
  out: { en: 'Outgoing mail', zh: '发信' },
  oauth: { en: 'Sign-in by OAuth2', zh: 'OAuth2 登录' },
  more: { en: 'Signature and security', zh: '签名与安全' },
} as const;
const SECURITY = [
  { value: 'tls', label: { en: 'TLS from the start', zh: '全程 TLS' } },
  { value: 'starttls', label: { en: 'STARTTLS', zh: 'STARTTLS' } },
  { value: 'none', label: { en: 'None (only inside your own network)', zh: '不加密（仅限内网）' } },
];
const PASSWORD = { value: 'password', label: { en: 'Password', zh: '密码' } };
const OAUTH2 = { value: 'oauth2', label: { en: 'OAuth2 (Google, Microsoft)', zh: 'OAuth2（Google、Microsoft）' } };
const byImap = { key: 'intake', is: ['imap'] };
const bySmtp = { key: 'intake', is: ['smtp'] };

export const fields: readonly SettingField[] = [
  { key: 'address', kind: 'text', group: groups.who, required: true, label: { en: 'E-mail address', zh: '邮箱地址' }, help: { en: 'Customers write to it and see it as the sender, like support@example.com.', zh: '客户写信到此地址，也看到它作为发件人，例如 support@example.com。' } },
  { key: 'name', kind: 'text', group: groups.who, label: { en: 'Sender’s name', zh: '发件人名称' }, help: { en: 'Shown before the address, like “Tea shop”.', zh: '显示在地址之前，例如“茶叶店”。' } },
  { key: 'intake', kind: 'choice', group: groups.in, required: true, initial: 'imap', label: { en: 'How mail comes in', zh: '收信方式' }, help: { en: 'A mailbox is read by IMAP. Choose SMTP or LMTP where your own mail server is to hand mail over.', zh: '通常用 IMAP 读取邮箱；如由您自己的邮件服务器投递过来，请选 SMTP 或 LMTP。' }, choices: [{ value: 'imap', label: { en: 'Read a mailbox (IMAP)', zh: '读取邮箱（IMAP）' } }, { value: 'smtp', label: { en: 'A mail server hands it over (SMTP or LMTP)', zh: '邮件服务器投递（SMTP 或 LMTP）' } }] },
  { key: 'imap.host', kind: 'text', group: groups.in, required: true, when: byImap, label: { en: 'IMAP server', zh: 'IMAP 服务器' }, help: { en: 'Found in the help of your mail provider: imap.gmail.com, outlook.office365.com, imap.exmail.qq.com.', zh: '可在邮箱服务商的帮助中找到：imap.gmail.com、outlook.office365.com、imap.exmail.qq.com。' } },
  { key: 'imap.port', kind: 'number', group: groups.in, initial: 993, when: byImap, label: { en: 'IMAP port', zh: 'IMAP 端口' }, help: { en: '993 with TLS, 143 with STARTTLS.', zh: 'TLS 用 993，STARTTLS 用 143。' } },
  { key: 'imap.secure', kind: 'choice', group: groups.in, initial: 'tls', when: byImap, choices: SECURITY, label: { en: 'Encryption to the IMAP server', zh: 'IMAP 加密方式' }, help: { en: 'TLS from the start is right at nearly all providers. With STARTTLS a server that offers none is refused.', zh: '几乎所有服务商都应选全程 TLS。选 STARTTLS 时，不支持加密的服务器会被拒绝。' } },
  { key: 'imap.user', kind: 'text', group: groups.in, required: true, when: byImap, label: { en: 'User name', zh: '用户名' }, help: { en: 'Mostly the whole e-mail address.', zh: '通常是完整的邮箱地址。' } },
  { key: 'imap.auth', kind: 'choice', group: groups.in, initial: 'password', when: byImap, choices: [PASSWORD, OAUTH2], label: { en: 'How to sign in', zh: '登录方式' }, help: { en: 'Google and Microsoft want OAuth2, or an app password.', zh: 'Google 与 Microsoft 需要 OAuth2 或应用专用密码。' } },
  { key: 'imap.password', kind: 'secret', group: groups.in, when: { key: 'imap.auth', is: ['password'] }, label: { en: 'Password', zh: '密码' }, help: { en: 'An app password or, at QQ and 163, the authorisation code from the mailbox’s own settings.', zh: '应用专用密码；QQ、163 邮箱请使用邮箱设置中生成的授权码。' } },
  { key: 'imap.folder', kind: 'text', group: groups.in, initial: 'INBOX', when: byImap, label: { en: 'Folder', zh: '文件夹' }, help: { en: 'New mails are taken from here.', zh: '从此文件夹读取新邮件。' } },
  { key: 'imap.sentFolder', kind: 'text', group: groups.in, when: byImap, label: { en: 'Folder for sent mails', zh: '已发送文件夹' }, help: { en: 'A copy of what we send is put there, like Sent. Leave it empty where the provider does that itself (Gmail, Microsoft 365).', zh: '发出的邮件在此留存副本，例如 Sent。若服务商自动保存（Gmail、Microsoft 365），请留空。' } },
  { key: 'imap.historyDays', kind: 'number', group: groups.in, initial: 0, when: byImap, label: { en: 'Days of history', zh: '历史天数' }, help: { en: '0 = only what comes from now on. Mails of these last days are kept as closed history and answered by nobody.', zh: '0 表示只接收之后的新邮件。这些天内的旧邮件作为已结束的历史保存，不会被答复。' } },
  { key: 'listen.host', kind: 'text', group: groups.in, initial: '127.0.0.1', when: bySmtp, label: { en: 'Listen on', zh: '监听地址' }, help: { en: '127.0.0.1 for a mail server on this machine, 0.0.0.0 for others; then let a firewall admit only your relay.', zh: '本机邮件服务器用 127.0.0.1；其他机器用 0.0.0.0，并用防火墙只放行您的中继。' } },
  { key: 'listen.port', kind: 'number', group: groups.in, required: true, when: bySmtp, label: { en: 'Port', zh: '端口' }, help: { en: 'A free port of this machine, like 2525.', zh: '本机的空闲端口，例如 2525。' } },
  { key: 'listen.lmtp', kind: 'switch', group: groups.in, initial: false, when: bySmtp, label: { en: 'LMTP instead of SMTP', zh: '使用 LMTP' }, help: { en: 'For a final delivery by Postfix or Exim (virtual_transport = lmtp:inet:…).', zh: '用于 Postfix 或 Exim 的最终投递（virtual_transport = lmtp:inet:…）。' } },
  { key: 'smtp.host', kind: 'text', group: groups.out, required: true, label: { en: 'SMTP server', zh: 'SMTP 服务器' }, help: { en: 'Found in the help of your mail provider: smtp.gmail.com, smtp.office365.com, smtp.exmail.qq.com.', zh: '可在邮箱服务商的帮助中找到：smtp.gmail.com、smtp.office365.com、smtp.exmail.qq.com。' } },
  { key: 'smtp.port', kind: 'number', group: groups.out, initial: 465, label: { en: 'SMTP port', zh: 'SMTP 端口' }, help: { en: '465 with TLS, 587 with STARTTLS.', zh: 'TLS 用 465，STARTTLS 用 587。' } },
  { key: 'smtp.secure', kind: 'choice', group: groups.out, initial: 'tls', choices: SECURITY, label: { en: 'Encryption to the SMTP server', zh: 'SMTP 加密方式' }, help: { en: 'As the provider says for the port above; Microsoft 365 takes STARTTLS on port 587 alone.', zh: '与上方端口一致，按服务商说明选择；Microsoft 365 仅支持 587 端口的 STARTTLS。' } },
  { key: 'smtp.auth', kind: 'choice', group: groups.out, initial: 'password', choices: [PASSWORD, OAUTH2, { value: 'none', label: { en: 'No sign-in (a relay of your own)', zh: '无需登录（自有中继）' } }], label: { en: 'How to sign in for sending', zh: '发信登录方式' }, help: { en: 'As for incoming mail; a relay in your own network often wants none.', zh: '通常与收信相同；内网自有中继往往无需登录。' } },
  { key: 'smtp.user', kind: 'text', group: groups.out, when: { key: 'smtp.auth', is: ['password', 'oauth2'] }, label: { en: 'User name for sending', zh: '发信用户名' }, help: { en: 'Mostly the same as for incoming mail.', zh: '通常与收信相同。' } },
  { key: 'smtp.password', kind: 'secret', group: groups.out, when: { key: 'smtp.auth', is: ['password'] }, label: { en: 'Password for sending', zh: '发信密码' }, help: { en: 'Mostly the same as for incoming mail.', zh: '通常与收信相同。' } },
  { key: 'oauth2.tokenUrl', kind: 'text', group: groups.oauth, label: { en: 'Token address', zh: '令牌地址' }, help: { en: 'Google: https://oauth2.googleapis.com/token; Microsoft: https://login.microsoftonline.com/<tenant>/oauth2/v2.0/token. Only for sign-in by OAuth2.', zh: 'Google：https://oauth2.googleapis.com/token；Microsoft：https://login.microsoftonline.com/<租户>/oauth2/v2.0/token。仅 OAuth2 登录需要。' } },
  { key: 'oauth2.clientId', kind: 'text', group: groups.oauth, label: { en: 'Client id', zh: '客户端 ID' }, help: { en: 'Of the application that you registered with the provider.', zh: '您在服务商处注册的应用的 ID。' } },
  { key: 'oauth2.clientSecret', kind: 'secret', group: groups.oauth, label: { en: 'Client secret', zh: '客户端密钥' }, help: { en: 'From the same page; a public client has none.', zh: '在同一页面获取；公共客户端没有此项。' } },
  { key: 'oauth2.refreshToken', kind: 'secret', group: groups.oauth, label: { en: 'Refresh token', zh: '刷新令牌' }, help: { en: 'Given once when the mailbox’s owner consents; the README of this channel shows how.', zh: '邮箱所有者授权时获得一次；获取方法见本渠道的 README。' } },
  { key: 'oauth2.scope', kind: 'text', group: groups.oauth, label: { en: 'Scope', zh: '权限范围' }, help: { en: 'Google: https://mail.google.com/; Microsoft: https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access.', zh: '按服务商填写。Google：https://mail.google.com/；Microsoft：https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access。' } },
  { key: 'signature', kind: 'longText', group: groups.more, label: { en: 'Signature', zh: '签名' }, help: { en: 'Stands below every mail that we send.', zh: '附在每封发出的邮件末尾。' } },
  { key: 'dkim.domain', kind: 'text', group: groups.more, label: { en: 'DKIM domain', zh: 'DKIM 域名' }, help: { en: 'Only where your own relay does not sign. Empty = mails are not signed here.', zh: '仅当您的中继不签名时填写；留空则不在此签名。' } },
  { key: 'dkim.selector', kind: 'text', group: groups.more, label: { en: 'DKIM selector', zh: 'DKIM 选择器' }, help: { en: 'The first part of the DNS record <selector>._domainkey.<domain>.', zh: 'DNS 记录 <选择器>._domainkey.<域名> 的第一段。' } },
  { key: 'dkim.privateKey', kind: 'secret', group: groups.more, label: { en: 'DKIM private key', zh: 'DKIM 私钥' }, help: { en: 'The whole PEM file.', zh: '完整的 PEM 文件内容。' } },
  { key: 'maxBytes', kind: 'number', group: groups.more, initial: 40 * 1_048_576, label: { en: 'Largest mail, in bytes', zh: '邮件大小上限（字节）' }, help: { en: 'A larger one is refused by SMTP; from a mailbox only its head is taken.', zh: '超过时 SMTP 会拒收；从邮箱读取时只取信头。' } },
  { key: 'tlsInsecure', kind: 'switch', group: groups.more, initial: false, label: { en: 'Accept any certificate', zh: '接受任何证书' }, help: { en: 'Danger: whoever sits between can read the password and all mails. Only for a server of your own with a self-signed certificate in a private network.', zh: '危险：中间人可读取密码和全部邮件。仅限内网中使用自签名证书的自有服务器。' } },
];
