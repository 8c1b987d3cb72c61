/** A page of docs/ as HTML, made when the pages are built: its English, its Chinese where it has any, and of each what it is about. */
import { marked, type Token } from 'marked';

/** The pages for people who set the hub up, each under /docs/. */
export const PAGES = ['routing', 'flows', 'simulate', 'theory', 'voice', 'recordings'] as const;

export interface Part { readonly lang: 'en' | 'zh-CN'; readonly html: string; readonly paragraphs: readonly { readonly id: string; readonly title: string }[] }
export interface DocsPage { readonly title: string; readonly parts: readonly Part[] }

/** Where the Chinese begins, with its title; what stands before it is English. */
const CHINESE = /^## 中文(?:要点)?：(.*)$/m;
const CONTENTS = { en: 'On this page', 'zh-CN': '本页内容' };
const DESK = { en: 'To the settings', 'zh-CN': '前往设置' };
const OTHER = { en: '中文', 'zh-CN': 'English' };

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const slugOf = (text: string): string => text.toLowerCase().replace(/[’']/g, '').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');

/** What a paragraph is about: the bold words that it begins with. */
function leadOf(token: Token): string | null {
  const first = token.type === 'paragraph' ? token.tokens?.[0] : undefined;
  return first?.type === 'strong' ? String(first.text).replace(/[.。：:]$/, '') : null;
}

/** The paragraphs of the two languages follow each other in the same order, so one of them has the name of its partner. */
function partOf(lang: Part['lang'], markdown: string, names: readonly string[] | null): Part {
  const paragraphs: { id: string; title: string }[] = [];
  const blocks = marked.lexer(markdown).map((token) => {
    const title = leadOf(token);
    const html = marked.parser([token]).replaceAll(/href="([a-z]+)\.md"/g, 'href="/docs/$1"').replaceAll('<table>', '<div class="tableBox"><table>').replaceAll('</table>', '</table></div>');
    if (title === null) return html;
    const name = names ? names[paragraphs.length] : slugOf(title);
    const id = `${lang === 'en' ? '' : 'zh-'}${name ?? paragraphs.length}`;
    paragraphs.push({ id, title });
    return html.replace('<p>', `<p id="${id}">`);
  });
  return { lang, html: blocks.join(''), paragraphs };
}

export function render(markdown: string): DocsPage {
  const title = /^# (.*)$/m.exec(markdown)?.[1] ?? 'Switchroom';
  const [english = '', its = '', chinese] = markdown.split(CHINESE);
  const en = partOf('en', english.replace(/ ?中文(要点)?见文末。/, ''), null);
  return { title, parts: chinese === undefined ? [en] : [en, partOf('zh-CN', `# ${its}\n${chinese}`, en.paragraphs.map((each) => each.id))] };
}

/** Without a script both languages are there, one after the other. */
export function pageOf({ title, parts }: DocsPage, template: string): string {
  const articles = parts.map(({ lang, html, paragraphs }) => {
    const contents = paragraphs.length < 8 ? '' : `<nav aria-label="${CONTENTS[lang]}"><ul>${paragraphs.map((each) => `<li><a href="#${each.id}">${escaped(each.title)}</a></li>`).join('')}</ul></nav>`;
    const other = parts.find((each) => each.lang !== lang);
    const head = `<header><a class="home" href="/"><b>Switchroom</b> 总机</a><span>${other ? `<a lang="${other.lang}" href="#${other.lang}">${OTHER[lang]}</a>` : ''}<a href="/admin/">${DESK[lang]}</a></span></header>`;
    return `<article lang="${lang}" id="${lang}">${head}<div class="columns">${contents}<div class="text">${html}</div></div></article>`;
  });
  return template.replace(/<title>.*<\/title>/, () => `<title>${escaped(title)} · Switchroom</title>`).replace('<main></main>', () => `<main>${articles.join('')}</main>`);
}
