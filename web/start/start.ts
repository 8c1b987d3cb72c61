/** The start page: what this is, in a screen, and the doors to it. */
import { el, icon } from '../chat/dom.ts';
import { browsersLocale, chooseLocale } from '../shared/locale.ts';
import { inWords } from '../shared/refusals.ts';
import { startTexts } from './texts.ts';

interface Facts {
  version: string;
  demo: boolean;
  demoOn: boolean;
  setUpNeeded: boolean;
  logins: { name: string; email: string; password: string; role: string }[];
}

const SHAPES = {
  shop: ['M4 9l1.5-5h13L20 9', 'M4 9a2.7 2.7 0 0 0 5.3 0 2.7 2.7 0 0 0 5.4 0A2.7 2.7 0 0 0 20 9', 'M5 12v8h14v-8', 'M10 20v-5h4v5'],
  phone: ['M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1z', 'M11 18h2'],
  desk: ['M4 13v-1a8 8 0 0 1 16 0v1', 'M4 13h3v6H5a1 1 0 0 1-1-1z', 'M20 13h-3v6h2a1 1 0 0 0 1-1z', 'M19 19c0 1.5-2 2-5 2'],
  admin: ['M4 7h10', 'M18 7h2', 'M16 5v4', 'M4 17h4', 'M12 17h8', 'M10 15v4'],
  api: ['M8 7l-5 5 5 5', 'M16 7l5 5-5 5', 'M13.5 5l-3 14'],
  mark: ['M5 7h4c5 0 5 10 10 10', 'M5 17h4c1.600 0 2.500-1.500 3.300-3.400', 'M5 7h.01', 'M5 17h.01', 'M19 17h.01'],
} as const;

let zh = browsersLocale() === 'zh';
const root = document.getElementById('start') as HTMLElement;

const card = (href: string, shape: readonly string[], title: string, says: string, first = false): HTMLElement => {
  const picture = icon(...shape);
  picture.setAttribute('width', '28');
  picture.setAttribute('height', '28');
  return el('a', { class: `card${first ? ' first' : ''}`, href }, picture, el('b', {}, title), el('span', {}, says));
};

function draw(facts: Facts): void {
  const t = startTexts(zh);
  document.documentElement.lang = zh ? 'zh-CN' : 'en';
  const language = (label: string, is: boolean): HTMLElement =>
    el('button', { 'aria-pressed': String(zh === is), onclick: () => {
      zh = is;
      chooseLocale(is ? 'zh' : 'en');
      draw(facts);
    } }, label);
  const mark = icon(...SHAPES.mark);
  mark.setAttribute('width', '32');
  mark.setAttribute('height', '32');
  root.replaceChildren(
    el('header', {}, mark, el('b', {}, 'Switchroom', el('span', {}, '总机')), el('nav', {}, language('English', false), language('中文', true))),
    el('h1', {}, t.title),
    el('p', { class: 'lead' }, t.lead),
    facts.setUpNeeded
      ? setUp()
      : el('div', {},
          el('div', { class: 'cards' },
            facts.demo ? card('/demo', SHAPES.shop, t.shop, t.shopSays, true) : card('/chat/main', SHAPES.shop, t.shop, t.chatSays, true),
            ...(facts.demo ? [card('/demo/phone', SHAPES.phone, t.phone, t.phoneSays)] : []), card('/desk', SHAPES.desk, t.desk, t.deskSays, true), card('/admin', SHAPES.admin, t.admin, t.adminSays), card('/graphql', SHAPES.api, t.api, t.apiSays)),
          facts.logins.length > 0 ? demoPanel(facts) : null),
    el('footer', {}, el('a', { href: `/docs/routing#${zh ? 'zh-CN' : 'en'}` }, t.docs), el('a', { href: '/health' }, t.health), el('a', { href: '/metrics' }, t.metrics), el('span', {}, `${t.running} ${facts.version}`)),
  );
}

function demoPanel(facts: Facts): HTMLElement {
  const t = startTexts(zh);
  const toggle = el('button', { class: 'switch', role: 'switch', 'aria-checked': String(facts.demoOn), onclick: async () => {
    const answer = await fetch('/demo', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ on: !facts.demoOn }) });
    if (answer.ok) draw({ ...facts, demoOn: ((await answer.json()) as { on: boolean }).on });
  } }, t.demo, el('i'));
  const rows = facts.logins.map((l) =>
    el('tr', {}, el('td', { class: 'who' }, l.name), el('td', { class: 'soft' }, t.roles[l.role] ?? l.role), el('td', {}, el('code', {}, l.email)), el('td', {}, el('code', {}, l.password)),
      el('td', {}, el('a', { href: `/${l.role === 'admin' ? 'admin' : 'desk'}#demo=${encodeURIComponent(l.email)}${l.role === 'developer' ? '&then=/graphql' : ''}` }, `${t.signIn} →`))),
  );
  return el('section', { class: 'panel' }, el('div', { class: 'top' }, el('h2', {}, t.logins), el('p', {}, t.alive), toggle), el('div', { class: 'scroll' }, el('table', {}, el('tbody', {}, ...rows))));
}

function setUp(): HTMLElement {
  const t = startTexts(zh);
  const input = (name: string, label: string, type: string): HTMLElement => el('label', {}, label, el('input', { name, type, required: true, autocomplete: type === 'password' ? 'new-password' : 'on', ...(type === 'password' ? { minlength: 10 } : {}) }));
  const error = el('p', { class: 'err', role: 'alert' });
  const form = el('form', {}, el('h2', {}, t.setUp), el('p', {}, t.setUpSays), input('tenantName', t.organisation, 'text'), input('name', t.name, 'text'), input('email', t.email, 'email'), input('password', t.password, 'password'), error, el('button', { class: 'go' }, t.make));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const variables = Object.fromEntries(new FormData(form));
    const answer = await fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ variables, query: 'mutation($tenantName: String!, $name: String!, $email: String!, $password: String!) { setUp(tenantName: $tenantName, name: $name, email: $email, password: $password) { __typename ... on Refusal { message } } }' }) });
    const made = ((await answer.json()) as { data?: { setUp: { __typename: string; message?: string } } }).data?.setUp;
    if (made?.__typename === 'Session') location.href = '/admin';
    else error.textContent = inWords(made?.message ?? 'The hub did not answer; try again.');
  });
  return el('section', { class: 'panel' }, form);
}

void fetch('/start.json').then(async (answer) => draw((await answer.json()) as Facts));
