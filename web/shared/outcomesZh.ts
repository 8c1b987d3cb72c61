import { OUTCOMES_OF_FAX, SHAPED_OF_FAX } from './faxZh.ts';

/** What became of a message, as channels tell it from a far side's codes, in Chinese. A test finds in the channels' tables what is missing. */
export const OUTCOMES: Readonly<Record<string, string>> = {
  ...OUTCOMES_OF_FAX,
  // SMS: answers of an SMSC.
  'The SMSC says that the message is too long; send it in shorter messages or choose another way for long ones.': '短信中心提示短信过长，请拆成较短的短信，或更换长短信方式。',
  'The SMSC could not read what was sent to it; this is a fault between the two systems.': '短信中心无法识别所发内容，属两个系统之间的故障。',
  'The SMSC does not let this account send messages.': '短信中心不允许此账户发送短信。',
  'The SMSC says that this connection may not send; it is opened anew.': '短信中心提示此连接不能发送，正在重新连接。',
  'The SMSC does not accept the priority of the message.': '短信中心不接受该短信的优先级。',
  'The SMSC gives no delivery receipts; switch them off for this entry point.': '短信中心不提供送达回执，请在此接入点关闭回执。',
  'The SMSC has a fault of its own; the message is tried again.': '短信中心自身故障，稍后重发。',
  'The SMSC does not accept our number as the sender; check the number of this entry point.': '短信中心不接受本方号码作为发送方，请检查此接入点的号码。',
  'The SMSC says that there is no such number.': '短信中心提示没有这个号码。',
  'The SMSC does not know the message it was asked about.': '短信中心查不到所问的短信。',
  'The queue of the SMSC is full; the message is tried again.': '短信中心队列已满，稍后重发。',
  'The SMSC does not offer this kind of service to the account.': '短信中心未向此账户提供这类服务。',
  'The SMSC does not accept the number of receivers.': '短信中心不接受收件人的数量。',
  'The SMSC does not accept the kind of receiver.': '短信中心不接受这类收件人。',
  'The SMSC does not accept long messages in this form; choose another way for long messages.': '短信中心不接受这种形式的长短信，请更换长短信方式。',
  'The SMSC refused the message and did not say why.': '短信中心拒绝了短信，未说明原因。',
  'The SMSC does not accept the type of our number (source TON); check the entry point.': '短信中心不接受本方号码的类型（source TON），请检查接入点。',
  'The SMSC does not accept the plan of our number (source NPI); check the entry point.': '短信中心不接受本方号码的编号计划（source NPI），请检查接入点。',
  'The SMSC does not accept the type of the receiver’s number (destination TON); check the entry point.': '短信中心不接受收件号码的类型（destination TON），请检查接入点。',
  'The SMSC does not accept the plan of the receiver’s number (destination NPI); check the entry point.': '短信中心不接受收件号码的编号计划（destination NPI），请检查接入点。',
  'The SMSC does not know the system type; check the entry point.': '短信中心不认识此系统类型，请检查接入点。',
  'The SMSC does not accept the number of messages.': '短信中心不接受短信的数量。',
  'More messages were sent than the SMSC takes in this time; the message is tried again more slowly.': '发送速度超出短信中心的限制，将放慢重发。',
  'The SMSC does not accept the time of the message.': '短信中心不接受短信的发送时间。',
  'The SMSC does not accept how long the message is valid.': '短信中心不接受短信的有效期。',
  'The SMSC cannot take the message for the moment; it is tried again.': '短信中心暂时不能接收短信，稍后重发。',
  'The SMSC refuses this message for good.': '短信中心不接受此短信。',
  'The SMSC rejects this message.': '短信中心拒绝了此短信。',
  'The SMSC could not read the message’s optional parameters; choose another way for long messages.': '短信中心无法识别短信的可选参数，请更换长短信方式。',
  'The SMSC does not allow an optional parameter of the message; choose another way for long messages.': '短信中心不允许短信的某个可选参数，请更换长短信方式。',
  'The SMSC does not accept the length of an optional parameter.': '短信中心不接受某个可选参数的长度。',
  'The SMSC misses an optional parameter.': '短信中心提示缺少可选参数。',
  'The SMSC does not accept the value of an optional parameter.': '短信中心不接受某个可选参数的值。',
  'The SMSC could not deliver the message.': '短信中心未能送达短信。',
  'The SMSC has a fault that it cannot name; the message is tried again.': '短信中心出现不明故障，稍后重发。',
  // SMS: receipts.
  'The network could not deliver the message to the phone.': '网络未能将短信送达手机。',
  'The phone could not be reached for so long that the message expired; try again or take another way.': '手机长时间无法接通，短信已过期；请重发或换一种方式。',
  'The network rejected the message.': '网络拒绝了短信。',
  'The message was deleted before it was delivered.': '短信在送达前被删除。',
  'The network skipped the message.': '网络跳过了此短信。',
  'The network did not deliver the message and did not say why.': '网络未送达短信，未说明原因。',
  'The network knows no such number.': '网络中没有这个号码。',
  // SMS: HTTP providers.
  'More messages were sent than the provider takes in this time; the message is tried again more slowly.': '发送速度超出服务商的限制，将放慢重发。',
  'The provider refuses the account SID or the auth token; an administrator must check this entry point.': '服务商不接受账户 SID 或 Auth Token，请管理员检查此接入点。',
  'The provider knows no such account or sender; an administrator must check this entry point.': '服务商没有此账户或发送方，请管理员检查此接入点。',
  'The provider says that this is no valid number.': '服务商提示号码无效。',
  'The provider does not accept our sender number; an administrator must check this entry point.': '服务商不接受本方发送号码，请管理员检查此接入点。',
  'A short code cannot be written to.': '不能向短号发送。',
  'The account may not send to this country; an administrator can allow it at the provider.': '此账户不能向该国家或地区发送，管理员可在服务商处开通。',
  'The message is empty; write something.': '短信为空，请填写内容。',
  'The sender number is missing; an administrator must check this entry point.': '缺少发送号码，请管理员检查此接入点。',
  'Our sender number cannot send messages; an administrator must check this entry point.': '本方号码不能发送短信，请管理员检查此接入点。',
  'The customer has told the provider to stop messages from us (STOP); only they can allow them again.': '客户已在服务商处退订（STOP），只有对方能恢复。',
  'The provider’s queue for our number is full; the message is tried again.': '本方号码在服务商处的队列已满，稍后重发。',
  'The provider cannot send from our number to this one.': '服务商无法从本方号码向该号码发送。',
  'This number cannot receive messages; it is no mobile number.': '该号码不是手机号，不能接收短信。',
  'The message is too long for the provider; send it in shorter messages.': '短信超出服务商的长度限制，请拆成较短的短信。',
  'Our sender is no number of this account; an administrator must check this entry point.': '本方发送号码不属于此账户，请管理员检查此接入点。',
  'Our sender belongs to another account; an administrator must check this entry point.': '本方发送号码属于其他账户，请管理员检查此接入点。',
  'The messaging service has no number to send from; an administrator must check it at the provider.': '消息服务没有可用的发送号码，请管理员在服务商处检查。',
  'The provider’s queue is full; the message is tried again.': '服务商的队列已满，稍后重发。',
  'The account at the provider is suspended; an administrator must see to it.': '服务商处的账户已被停用，请管理员处理。',
  'The phone could not be reached; it may be off or without a network.': '手机无法接通，可能已关机或无信号。',
  'The customer or their network blocks messages from us.': '客户或其网络屏蔽了我们的短信。',
  'This is a landline or a network that takes no messages.': '该号码是座机，或其网络不接收短信。',
  'The network took the message for spam and did not deliver it.': '网络将短信判为垃圾信息，未送达。',
  'The network delivers only from registered senders; an administrator must register ours at the provider.': '网络只送达已报备的发送方，请管理员在服务商处报备。',
  'The provider takes no messages just now; the message is tried again.': '服务商暂时不接收短信，稍后重发。',
  // E-mail.
  'The address does not exist, says the mail server.': '邮件服务器提示地址不存在。',
  'The message is too large for the mail server.': '邮件超出邮件服务器的大小限制。',
  'The recipient’s mailbox is full.': '收件人的邮箱已满。',
  'The mail server refuses to carry this message.': '邮件服务器拒绝转发此邮件。',
  'The mail server refuses this message for good.': '邮件服务器不接受此邮件。',
  'The mail server refuses our sign-in; an administrator has to look at the entry point.': '邮件服务器拒绝登录，请管理员检查此接入点。',
  'The mail server cannot take the message just now; it is tried again.': '邮件服务器暂时不能接收邮件，稍后重发。',
  // WeChat.
  'WeChat is busy just now; the message goes when it is not.': '微信系统繁忙，恢复后自动发送。',
  'WeChat does not accept the secret of this entry point; an administrator must correct it.': '微信不接受此接入点的密钥，请管理员更正。',
  'WeChat does not know the ID of this account; an administrator must correct it.': '微信没有此账号 ID，请管理员更正。',
  'WeChat does not accept our access token; it is asked for anew.': '微信不接受访问令牌，正在重新获取。',
  'Our access token has expired; it is asked for anew.': '访问令牌已过期，正在重新获取。',
  'WeChat does not take files of this type; send it another way.': '微信不接受此类文件，请换一种方式发送。',
  'The file is too large for WeChat; send a smaller one.': '文件超出微信的大小限制，请发送较小的文件。',
  'WeChat no longer has the uploaded file; it is uploaded again.': '微信上的文件已失效，正在重新上传。',
  'WeChat does not take this kind of message.': '微信不接受这类消息。',
  'The picture is too large for WeChat; send a smaller one.': '图片超出微信的大小限制，请发送较小的图片。',
  'The voice message is too large for WeChat; send a smaller one.': '语音超出微信的大小限制，请发送较短的语音。',
  'The video is too large for WeChat; send a smaller one.': '视频超出微信的大小限制，请发送较小的视频。',
  'The message is too long for WeChat; send it in shorter pieces.': '消息超出微信的长度限制，请拆成较短的消息。',
  'This account has used up its calls to WeChat for now; the message goes when there are new ones.': '此账号的微信接口调用次数已用完，恢复后自动发送。',
  'This account has no permission to write to customers; it must be verified with WeChat first.': '此账号没有给客户发消息的权限，须先完成微信认证。',
  'The customer has switched off messages from this account.': '客户已关闭接收此账号的消息。',
  'WeChat has blocked this account’s messages for breaking its rules; see mp.weixin.qq.com.': '此账号因违规被微信禁止发消息，请查看 mp.weixin.qq.com。',
  'WeChat does not know this customer under this account.': '微信中此账号下没有这位客户。',
  'The AppSecret is wrong; an administrator must enter the present one.': 'AppSecret 错误，请管理员填写当前的密钥。',
  'This machine’s IP address is not on the account’s whitelist; an administrator must add it at mp.weixin.qq.com.': '本机 IP 不在此账号的白名单中，请管理员在 mp.weixin.qq.com 添加。',
  'The AppSecret is frozen at WeChat; an administrator must unfreeze it there.': 'AppSecret 已在微信后台冻结，请管理员解冻。',
  'The customer does not follow this account any more, so WeChat delivers nothing.': '客户已取消关注此账号，微信不再送达。',
  'WeChat takes no more calls this minute; the message goes in the next.': '微信每分钟调用次数已满，下一分钟自动发送。',
  'The customer last wrote more than 48 hours ago; WeChat delivers nothing until they write again.': '客户上次发消息已超过 48 小时，对方再次发消息前微信不送达。',
  'WeChat takes only a few messages for each of the customer’s; more go when they have written again.': '客户每发一条消息，微信只允许回复几条；对方再次发消息后可继续。',
  'This account has no permission to write to this customer.': '此账号没有给该客户发消息的权限。',
  'WeChat has limited this account or this customer; see mp.weixin.qq.com.': '微信限制了此账号或该客户，请查看 mp.weixin.qq.com。',
  'WeChat has frozen this account; an administrator must see to it at mp.weixin.qq.com.': '微信已冻结此账号，请管理员在 mp.weixin.qq.com 处理。',
  'WeCom does not know this customer.': '企业微信没有这位客户。',
  'WeCom does not understand the message.': '企业微信无法识别此消息。',
  'WeCom takes no more calls at once; the message goes in a moment.': '企业微信并发调用已满，稍后自动发送。',
  'This machine’s IP address is not among the trusted ones; an administrator must add it in WeCom.': '本机 IP 不在可信列表中，请管理员在企业微信添加。',
  'WeCom does not know this customer service account; an administrator must correct its ID.': '企业微信没有此客服账号，请管理员更正其 ID。',
  'WeCom takes 5 messages for each of the customer’s; wait until they write again.': '客户每发一条消息，企业微信最多允许回复 5 条；请等对方再次发消息。',
  'The customer service account is gone; an administrator must enter another.': '客服账号已不存在，请管理员另行填写。',
  'WeChat customer service is not open to the API; an administrator must allow it in WeCom.': '微信客服未开放 API，请管理员在企业微信开通。',
  'The session with this customer has ended in WeCom; it begins again when they write.': '与该客户的企业微信会话已结束，对方发消息后重新开始。',
  'The session with this customer is in other hands in WeCom, so messages from here are not taken.': '该客户的企业微信会话由他人接待，此处的消息不被接受。',
};

/** Sentences with something of the far side's own in them, or before another sentence. */
const AROUND: readonly (readonly [RegExp, (begin: string, own: string) => string])[] = [
  [/^(.+) It said: “(.*)”\.$/s, (begin, own) => `${begin}对方回复：“${own}”。`],
  [/^(.+) (\d+ of \d+) pages went through the last time\.$/, (begin, own) => `${begin}最后一次共 ${own.split(' ')[2]} 页，发出 ${own.split(' ')[0]} 页。`],
  [/^(.+) The network’s code is (.+)\.$/, (begin, own) => `${begin}网络代码为 ${own}。`],
];

/** Why a mail came back (RFC 3463, 3). */
const CAME_BACK: Readonly<Record<string, string>> = {
  'the address does not exist': '地址不存在', 'the mailbox takes no mail': '邮箱不接收邮件', 'the mailbox is full': '邮箱已满', 'their mail server cannot take it': '对方邮件服务器无法接收', 'the message is too large for their server': '邮件超出对方服务器的大小限制',
  'their mail server could not be reached': '无法连接对方邮件服务器', 'their mail server did not understand ours': '对方邮件服务器无法识别我方', 'their mail server cannot show this kind of message': '对方邮件服务器不支持此类邮件', 'their mail server refuses mail from us': '对方邮件服务器拒收我方邮件', 'it could not be delivered': '未能送达',
};

/** Null = it is not known here. */
export function outcomeInChinese(message: string): string | null {
  const said = OUTCOMES[message];
  if (said) return said;
  for (const [shape, words] of AROUND) {
    const found = shape.exec(message);
    const begin = found ? outcomeInChinese(found[1] ?? '') : null;
    if (begin) return words(begin, found?.[2] ?? '');
  }
  const parts = /^(Only )?(\d+) of (\d+) parts have gone(?:; the rest waits| to the customer)\. (.+)$/s.exec(message);
  const rest = parts ? outcomeInChinese(parts[4] ?? '') : null;
  if (parts && rest) return parts[1] ? `${parts[3]} 段中只有 ${parts[2]} 段已发给客户。${rest}` : `${parts[3]} 段中已发出 ${parts[2]} 段，其余等待发送。${rest}`;
  const back = /^The message came back(?: from (\S+))?: ([^.]+)\.(?: Their server said: “(.*)”\.)?$/s.exec(message);
  const why = back ? CAME_BACK[back[2] ?? ''] : undefined;
  if (back && why) return `${back[1] ? `发给 ${back[1]} 的` : ''}邮件被退回：${why}。${back[3] ? `对方服务器回复：“${back[3]}”。` : ''}`;
  const refused = /^WeChat refused the message with error (-?\d+): (.+)\.$/s.exec(message);
  if (refused) return `微信拒绝了消息，错误码 ${refused[1]}：${refused[2]}。`;
  for (const [shape, words] of SHAPED_OF_FAX) if (shape.test(message)) return message.replace(shape, words);
  const http = /^The provider refused the message with HTTP (\d+)\.(.*)$/s.exec(message);
  return http ? `服务商拒绝了短信，HTTP ${http[1]}。${http[2]}` : null;
}
