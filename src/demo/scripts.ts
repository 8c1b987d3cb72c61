/** What simulated customers and agents say: small believable talks of a tea shop, in both languages. */
export interface Talk {
  readonly locale: 'en' | 'zh-CN';
  readonly name: string;
  readonly lines: readonly string[];
}

export const TALKS: readonly Talk[] = [
  { locale: 'en', name: 'Emma Clarke', lines: ['Hi, is the spring Longjing already in stock?', 'How much is the 250 g tin?', 'Lovely, I will order two. Thank you!'] },
  { locale: 'zh-CN', name: '张伟', lines: ['你好，我昨天下的单还没发货', '订单号是 20391', '好的，谢谢，麻烦尽快'] },
  { locale: 'en', name: 'Tom Becker', lines: ['My parcel arrived with a broken gaiwan :(', 'Order 20377. I can send a photo.', 'A replacement would be great.'] },
  { locale: 'zh-CN', name: '刘敏', lines: ['请问普洱生茶和熟茶有什么区别？', '肠胃不好适合喝哪种？', '明白了，我先买一饼熟茶试试'] },
  { locale: 'en', name: 'Priya Nair', lines: ['Do you ship to Singapore?', 'And how long does it take?'] },
  { locale: 'zh-CN', name: '陈静', lines: ['可以开发票吗？', '公司抬头，邮箱发送就行'] },
  { locale: 'en', name: 'Lucas Martin', lines: ['I would like to change the delivery address of my order.', 'It is order 20402, to 12 Mill Lane.', 'Perfect, thanks a lot'] },
  { locale: 'zh-CN', name: '赵磊', lines: ['白毫银针多少钱一两？', '有试喝装吗？', '好的，那来一份试喝'] },
];

export const REPLIES = {
  en: ['Hello, thank you for waiting. Let me look that up for you.', 'I have found it. One moment please.', 'Done, you will get a confirmation by e-mail shortly.', 'Is there anything else I can do for you?'],
  'zh-CN': ['您好，让您久等了，我马上为您查询。', '已经查到了，请稍等一下。', '已为您处理好，稍后会收到确认。', '还有什么可以帮您的吗？'],
} as const;

export const BOT_LINES = {
  en: { hello: 'Hi, I am Leaf, the tea shop’s bot. I know about shipping, opening hours and brewing. Say “person” and I fetch a colleague.', shipping: 'We ship within two working days; orders above ¥200 are free.', hours: 'The shop is open daily from 9:00 to 21:00.', brew: 'For green tea use 80 °C water and two minutes.', hand: 'I fetch a colleague; they can see what we wrote.' },
  'zh-CN': { hello: '您好，我是茶小二机器人，可以回答配送、营业时间和冲泡问题。需要人工请说“人工”。', shipping: '两个工作日内发货，满 200 元包邮。', hours: '每天 9:00 至 21:00 营业。', brew: '绿茶建议用 80℃ 水冲泡两分钟。', hand: '正在为您转接人工，同事能看到我们的对话。' },
} as const;

/** Of people who mail, text or write on WeChat. */
export const POST_TALKS: readonly { readonly subject: string; readonly text: string; readonly thanks: string }[] = [
  { subject: '订单 20391 什么时候发货', text: '你好，我的订单 20391 三天了还没有发货，麻烦看一下。', thanks: '好的，谢谢！' },
  { subject: 'Gift wrapping', text: 'Do you wrap teas as a present? It is for my mother’s birthday on Sunday.', thanks: 'Wonderful, thank you!' },
  { subject: '发票', text: '请开一张公司发票，抬头：杭州明月文化有限公司。', thanks: '收到，辛苦了' },
  { subject: 'Wrong tea in my parcel', text: 'I ordered Phoenix Dancong and got Longjing. What shall I do?', thanks: 'Thanks for sorting it out.' },
  { subject: '门店地址', text: '请问杭州的门店在哪里？周末营业吗？', thanks: '谢谢，周末见' },
  { subject: 'Brewing Pu’er', text: 'How hot should the water be for an aged Pu’er, and how long do I steep it?', thanks: 'Perfect, thank you.' },
];
