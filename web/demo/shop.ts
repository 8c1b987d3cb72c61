/** A tea shop with the chat in its corner: the page on which one is the customer. */
import { el } from '../chat/dom.ts';
import { browsersLocale, chooseLocale } from '../shared/locale.ts';
import { callUs } from './callUs.ts';

const zh = new URLSearchParams(location.search).get('lang')?.startsWith('zh') ?? browsersLocale() === 'zh';
const t = zh
  ? { note: '演示页面：您现在是客户。右下角可以在线咨询，由坐席回复，请看', desk: '坐席工作台', phone: '用邮件、短信或微信', menu: '先走菜单', shop: '云山茶社', nav: ['当季新茶', '茶器', '关于我们'], other: 'English', h1: '云雾深处，一年一采。', lead: '产自海拔 1100 米的高山茶园，清明前手工采摘，小批量炭焙。', buy: '挑选新茶', list: '本季', foot: '满 200 元包邮 · 七天无理由退换 · 有问题请点右下角', teas: [['西湖龙井', '豆香，鲜爽', '¥168'], ['白毫银针', '清甜，毫香', '¥220'], ['凤凰单丛', '蜜兰香', '¥198'], ['陈年普洱', '醇厚，木香', '¥260']] }
  : { note: 'A demo: here you are the customer. Write to us in the corner; agents answer at the', desk: 'desk', phone: 'By mail, text or WeChat instead', menu: 'With a menu first', shop: 'Cloud Mountain Tea', nav: ['This season', 'Teaware', 'About us'], other: '中文', h1: 'Picked once a year, above the clouds.', lead: 'Small gardens at 1,100 metres, picked by hand before Qingming and roasted over charcoal in small batches.', buy: 'See the new teas', list: 'This season', foot: 'Free shipping above ¥200 · Seven days to return · Questions? We are in the corner.', teas: [['West Lake Longjing', 'chestnut, fresh', '¥168'], ['Silver Needle', 'sweet hay, clean', '¥220'], ['Phoenix Dancong', 'honey orchid', '¥198'], ['Aged Pu’er', 'deep, woody', '¥260']] };
document.documentElement.lang = zh ? 'zh-CN' : 'en';

const svg = (markup: string): Element => new DOMParser().parseFromString(markup, 'image/svg+xml').documentElement;

/** Layers of mountains in mist. */
const mountains = (): Element =>
  svg(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 600" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
    <rect width="800" height="600" fill="#e8ecdc"/><circle cx="600" cy="150" r="58" fill="#f3d9a4"/>
    <path d="M0 340 L120 230 210 300 330 170 470 320 560 240 700 330 800 260V600H0Z" fill="#b9c9b0"/>
    <path d="M0 420 L150 320 260 390 400 280 540 410 660 330 800 410V600H0Z" fill="#8fae8f"/>
    <path d="M0 500 Q200 400 400 470 T800 450V600H0Z" fill="#5c8a67"/>
    <g stroke="#2f6f4f" stroke-width="7" fill="none" stroke-linecap="round">${Array.from({ length: 7 }, (_, i) => `<path d="M${-60 + i * 20} ${520 + i * 13} Q220 ${440 + i * 17} 430 ${500 + i * 15} T860 ${480 + i * 17}" opacity="${0.35 + i * 0.09}"/>`).join('')}</g></svg>`);

const TINTS = [['#dfe9cf', '#6f9c4d'], ['#eee9da', '#a7a68c'], ['#f0dfc4', '#b2763b'], ['#e2d3c8', '#5d3a2c']] as const;

/** A tin with a leaf on it. */
const tin = (n: number): Element => {
  const [back, leaf] = TINTS[n] ?? TINTS[0];
  return svg(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 250" aria-hidden="true"><rect width="200" height="250" fill="${back}"/><ellipse cx="100" cy="214" rx="62" ry="9" fill="#0002"/>
    <rect x="55" y="72" width="90" height="140" rx="9" fill="#fbfaf5"/><rect x="52" y="54" width="96" height="28" rx="8" fill="${leaf}"/>
    <path d="M100 178c-26-16-26-44 0-62 26 18 26 46 0 62Z" fill="${leaf}" opacity=".85"/><path d="M100 178V128" stroke="#fbfaf5" stroke-width="2.4"/></svg>`);
};

const language = el('button', { onclick: () => {
  chooseLocale(zh ? 'en' : 'zh');
  location.href = '/demo';
} }, t.other);
const hotline = callUs(new URLSearchParams(location.search).get('call') ?? 'demo-hotline', zh);
document.getElementById('shop')?.replaceChildren(
  el('div', { class: 'note' }, el('span', {}, `${t.note}${zh ? '' : ' '}`, el('a', { href: '/desk' }, t.desk), zh ? '。' : '.'), el('a', { href: '/demo?entry=menu' }, t.menu), el('a', { href: '/demo/phone' }, t.phone)),
  el('header', {}, el('b', {}, t.shop), el('nav', {}, ...t.nav.map((n) => el('a', { href: '#teas' }, n)), language)),
  el('section', { class: 'hero' }, el('div', {}, el('h1', {}, t.h1), el('p', {}, t.lead), el('span', { class: 'ways' }, el('a', { class: 'buy', href: '#teas' }, t.buy), hotline.button)), mountains()),
  el('h2', { id: 'teas' }, t.list),
  el('section', { class: 'shelf' }, ...t.teas.map(([name, taste, price], n) => el('article', { class: 'tea' }, tin(n), el('h3', {}, name ?? ''), el('p', {}, `${taste} · `, el('span', {}, price ?? ''))))),
  el('footer', {}, t.foot),
  hotline.bar,
);

const widget = document.createElement('script');
widget.src = '/chat.js';
widget.dataset.entryPoint = new URLSearchParams(location.search).get('entry') ?? 'demo';
document.head.append(widget);
