/** The flow of the demo: a menu of tea advice, an order and a message, and a person for whoever asks for one. */
import type { Asking, Flow } from '../core/flow/flow.ts';

interface Names {
  readonly orders: string;
  readonly advice: string;
  /** The skill. */
  readonly tea: string;
}

export function frontDoor({ orders, advice, tea }: Names): Flow {
  const asking = (en: string, zh: string, more: Partial<Asking> = {}): Asking => ({
    text: { en, zh }, again: { en: 'Sorry, I did not get that.', zh: '抱歉，没有听明白。' }, tries: 3, waitSeconds: 7, waitWrittenSeconds: 300, onSilence: 'people', onWrong: 'people', ...more,
  });
  return {
    start: 'welcome',
    person: { words: ['agent', 'human', 'person', '人工', '客服'], to: 'people' },
    nodes: [
      { id: 'welcome', kind: 'say', name: 'Welcome 欢迎', text: { en: 'Welcome to Cloud Mountain Tea.', zh: '欢迎光临云山茶社。' }, then: 'menu' },
      {
        id: 'menu', kind: 'menu', name: 'What about 咨询内容', ...asking('What is it about?', '请问您要咨询什么？'),
        options: [
          { digit: '1', label: { en: 'Tea advice', zh: '茶艺咨询' }, words: ['tea', '茶'], then: 'expert' },
          { digit: '2', label: { en: 'My order', zh: '我的订单' }, words: ['parcel', 'delivery', '订单', '快递'], then: 'order' },
          { digit: '3', label: { en: 'Leave a message', zh: '留言' }, words: ['message'], then: 'message' },
        ],
      },
      { id: 'expert', kind: 'set', name: 'An expert 茶艺师', needs: [{ skill: tea, level: 3 }], priority: 0, attributes: { topic: 'tea' }, then: 'hours' },
      { id: 'hours', kind: 'hours', name: 'Open? 营业中', queue: advice, hours: null, open: 'advice', closed: 'message' },
      { id: 'advice', kind: 'queue', queue: advice, text: { en: 'One of our tea experts will be with you.', zh: '茶艺师马上为您服务。' } },
      { id: 'order', kind: 'collect', name: 'Order number 订单号', ...asking('Your order number, please: five digits.', '请输入五位订单号。', { onWrong: 'people' }), attribute: 'order', what: 'digits', least: 5, most: 5, then: 'thanks' },
      { id: 'thanks', kind: 'say', text: { en: 'Thank you. We are looking up order {order}.', zh: '谢谢，正在为您查询订单 {order}。' }, then: 'people' },
      { id: 'message', kind: 'voicemail', name: 'Message 留言', ...asking('Write your message in one go; we answer within a day.', '请一次写完您的留言，我们会在一天内答复。'), queue: orders, done: { en: 'Thank you, we have it.', zh: '谢谢，已收到您的留言。' } },
      { id: 'people', kind: 'queue', queue: orders, text: { en: 'A person will be with you.', zh: '正在为您转接人工。' } },
    ],
  };
}
