/** A small flow for tests: a menu of sales and service, an order number, hours, a callback and a message. */
import type { Asking, Flow } from './flow.ts';

export const words = (en: string, zh = `${en}（中）`) => ({ en, zh });
export const asking = (text: string, more: Partial<Asking> = {}): Asking => ({ text: words(text), again: words('Sorry?', '抱歉？'), tries: 3, waitSeconds: 6, waitWrittenSeconds: 120, onSilence: 'people', onWrong: 'people', ...more });

export const shop: Flow = {
  start: 'hello',
  person: { words: ['human', '人工'], to: 'people' },
  nodes: [
    { id: 'hello', kind: 'say', text: words('Welcome.', '欢迎。'), then: 'menu' },
    { id: 'menu', kind: 'menu', ...asking('What is it about?'), options: [
      { digit: '1', label: words('Sales', '销售'), words: ['buy'], then: 'vip' },
      { digit: '2', label: words('My order', '我的订单'), words: ['parcel'], then: 'order' },
      { digit: '3', label: words('Call me back', '回呼'), words: [], then: 'call' },
      { digit: '4', label: words('Leave a message', '留言'), words: [], then: 'message' },
      { digit: '9', label: words('Goodbye', '再见'), words: [], then: 'bye' },
    ] },
    { id: 'vip', kind: 'set', needs: [{ skill: 'selling', level: 3 }], priority: 5, attributes: { about: 'sales' }, then: 'sales' },
    { id: 'sales', kind: 'queue', queue: 'q-sales', text: words('One moment.', '请稍候。') },
    { id: 'order', kind: 'collect', ...asking('Your order number?', { tries: 2, onWrong: 'open' }), attribute: 'order', what: 'digits', least: 4, most: 6, then: 'thanks' },
    { id: 'thanks', kind: 'say', text: words('Order {order}, thank you.', '订单 {order}，谢谢。'), then: 'open' },
    { id: 'open', kind: 'hours', queue: 'q-service', hours: null, open: 'service', closed: 'message' },
    { id: 'service', kind: 'queue', queue: 'q-service', text: null },
    { id: 'call', kind: 'callback', ...asking('Which number?', { onWrong: 'message' }), queue: 'q-sales', done: words('We call you.', '我们会回电。') },
    { id: 'message', kind: 'voicemail', ...asking('Please leave your message.'), queue: 'q-service', done: words('Thank you.', '谢谢。') },
    { id: 'bye', kind: 'hangUp', text: words('Goodbye.', '再见。') },
    { id: 'people', kind: 'queue', queue: 'q-service', text: null },
  ],
};
