/** What the widget says, in the host page's language. */
const en = {
  open: 'Chat with us', close: 'Close the chat', send: 'Send', write: 'Write a message…', attach: 'Attach a file', start: 'Start the chat', goOn: 'Continue', skip: 'Skip',
  required: 'Please fill this in.', next: 'You are next in line.', place: (n: number, about: boolean) => `You are ${about ? 'about ' : ''}number ${n} in line.`, waiting: 'Somebody will be with you shortly.', waitUnknown: 'We cannot say yet how long it takes.',
  wait: (s: number) => (s < 60 ? 'It should take less than a minute.' : `It should take about ${Math.round(s / 60)} min.`), with: (n: string) => `You are talking to ${n}`, bot: 'You are talking to our assistant',
  joined: (n: string) => `${n} joined`, transferred: (n: string) => (n ? `You are being connected to ${n}` : 'You are being connected to a colleague'), handedOff: 'A colleague will take over', ended: 'The conversation has ended',
  typing: (n: string) => `${n} is writing`, somebody: 'Somebody', end: 'End the chat', endSure: 'End this conversation?', yes: 'Yes, end it', no: 'No',
  rate: 'How was it?', stars: (n: number) => `${n} of 5`, comment: 'Would you like to add something?', rateGo: 'Send the rating', thanks: 'Thank you for your rating.', again: 'Write again any time; we remember what we talked about.',
  callMe: 'Call me back instead', callLead: 'You keep your place. We call when it is your turn; you may close this page.', phone: 'Your phone number', callGo: 'Call me', callNo: 'Keep waiting', booked: 'We will call you when it is your turn.', callStop: 'Cancel the call', callCancelled: 'Cancel the call you asked for?', callYes: 'Yes, cancel it', callWith: (n: string) => `${n} is calling you`,
  away: 'Nobody is here right now', leave: 'Leave a message and we will answer.', name: 'Your name', contact: 'E-mail or phone', message: 'Your message', left: 'Thank you, we have got your message.', leftNext: (to: string) => `As soon as somebody is here we answer: in this chat, or ${to ? `to ${to}` : 'by the address you left'}. You may close this page.`, add: 'Add something…',
  connecting: 'Connecting…', offline: 'No connection. What you write is kept and sent as soon as it is back.', sending: 'sending', stored: 'sent', read: 'read', failed: 'not sent', retry: 'Try again', tooLarge: 'The file is too large.', you: 'You', new: 'New message', log: 'Conversation', menu: 'More',
};
const zh: typeof en = {
  open: '在线咨询', close: '关闭聊天', send: '发送', write: '请输入消息…', attach: '添加文件', start: '开始咨询', goOn: '继续', skip: '跳过',
  required: '请填写此项。', next: '下一位就是您。', place: (n, about) => `您${about ? '大约' : ''}排在第 ${n} 位。`, waiting: '很快会有人接待您。', waitUnknown: '暂时无法估计等待时间。',
  wait: (s) => (s < 60 ? '预计等待不到一分钟。' : `预计等待约 ${Math.round(s / 60)} 分钟。`), with: (n) => `${n} 正在为您服务`, bot: '智能助手正在为您服务',
  joined: (n) => `${n} 已加入会话`, transferred: (n) => (n ? `正在为您转接 ${n}` : '正在为您转接同事'), handedOff: '正在为您转接人工', ended: '会话已结束',
  typing: (n) => `${n} 正在输入`, somebody: '对方', end: '结束会话', endSure: '确定结束本次会话吗？', yes: '结束', no: '取消',
  rate: '本次服务如何？', stars: (n) => `${n} 分（满分 5 分）`, comment: '还有什么想说的吗？', rateGo: '提交评价', thanks: '感谢您的评价。', again: '随时可以再写给我们，之前的对话我们都记得。',
  callMe: '请给我回电', callLead: '您的排队位置会保留。轮到您时我们会致电，您可以关闭此页面。', phone: '您的电话号码', callGo: '请回电', callNo: '继续等待', booked: '轮到您时我们会给您打电话。', callStop: '取消回电', callCancelled: '取消已预约的回电吗？', callYes: '取消回电', callWith: (n) => `${n} 正在给您打电话`,
  away: '现在没有人在线', leave: '请留言，我们会尽快回复。', name: '您的称呼', contact: '邮箱或电话', message: '留言内容', left: '谢谢，我们已收到您的留言。', leftNext: (to) => `有人上线后，我们会在此聊天中，或通过${to ? ` ${to} ` : '您留下的联系方式'}回复您。您可以关闭此页面。`, add: '补充内容…',
  connecting: '正在连接…', offline: '网络已断开。您写的内容会保留，恢复后自动发送。', sending: '发送中', stored: '已发送', read: '已读', failed: '未发送', retry: '重试', tooLarge: '文件过大。', you: '您', new: '新消息', log: '会话记录', menu: '更多',
};
export type Texts = typeof en;

export const textsFor = (locale: string): Texts => (locale.toLowerCase().startsWith('zh') ? zh : en);
export const pick = (text: { readonly en: string; readonly zh: string }, locale: string): string => (locale.toLowerCase().startsWith('zh') ? text.zh || text.en : text.en || text.zh);
