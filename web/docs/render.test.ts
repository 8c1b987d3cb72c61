/** What people are told of routing, and that the settings lead to it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAGES, pageOf, render } from './render.ts';

const root = join(import.meta.dirname, '../..');
const docs = (name: string) => render(readFileSync(join(root, `docs/${name}.md`), 'utf8'));
/** The paragraphs of a page, with their HTML. */
const told = (html: string): ReadonlyMap<string, string> => new Map([...html.matchAll(/<p id="([^"]+)">(.*?)<\/p>/gs)].map(([, id = '', text = '']) => [id, text]));

/** Every place of the settings that leads to a paragraph. */
const led = readdirSync(join(root, 'web/admin'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.tsx'))
  .flatMap((file) => [...readFileSync(join(root, 'web/admin', file), 'utf8').matchAll(/(?:<DocsLink at|\bdocs)="([a-z-]+)"(?: (?:docsP|p)age="([a-z]+)")?/g)].map(([, at = '', page = 'routing']) => ({ file, at, page })));

describe('the pages of docs', () => {
  it('tell every feature of routing in English and in Chinese, each with an example', () => {
    const [en, zh] = docs('routing').parts;
    expect(zh?.lang).toBe('zh-CN');
    expect(en?.paragraphs.length).toBeGreaterThan(25);
    expect(zh?.paragraphs.map((each) => each.id)).toEqual(en?.paragraphs.map((each) => `zh-${each.id}`));
    for (const part of [en, zh]) {
      const paragraphs = told(part?.html ?? '');
      expect([...paragraphs.keys()]).toEqual(part?.paragraphs.map((each) => each.id));
      expect([...paragraphs].filter(([, text]) => !text.includes('<em>')).map(([id]) => id)).toEqual([]);
    }
  });

  it('tell of flows in both languages, paragraph by paragraph', () => {
    const [en, zh] = docs('flows').parts;
    expect(en?.paragraphs.length).toBeGreaterThan(8);
    expect(zh?.paragraphs.map((each) => each.id)).toEqual(en?.paragraphs.map((each) => `zh-${each.id}`));
  });

  it('have every paragraph that the settings lead to', () => {
    expect(led.map((each) => each.file)).toEqual(expect.arrayContaining(['pages/QueuesPage.tsx', 'pages/PlansPage.tsx', 'pages/RoutingPage.tsx', 'pages/AgentsPage.tsx', 'RoutingWarnings.tsx']));
    expect(led.filter(({ at, page }) => !docs(page).parts[0]?.paragraphs.some((each) => each.id === at))).toEqual([]);
  });

  it('lead to each other, and to no page that is not there', () => {
    for (const name of PAGES) {
      const { parts, title } = docs(name);
      const page = pageOf({ title, parts }, '<title></title><main></main>');
      expect(page).toContain(`<title>${title} · Switchroom</title>`);
      const inner = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
      expect(inner.filter((id) => !page.includes(`id="${id}"`))).toEqual([]);
      const others = [...page.matchAll(/href="\/docs\/([^"]+)"/g)].map(([, to]) => to);
      expect(others.filter((to) => !(PAGES as readonly (string | undefined)[]).includes(to))).toEqual([]);
      expect(page).not.toMatch(/href="[^"]*\.md"/);
    }
  });

  it('are in the two languages at once where no script runs', () => {
    const page = pageOf(docs('simulate'), '<main></main>');
    expect(page).toContain('<article lang="en" id="en">');
    expect(page).toContain('<article lang="zh-CN" id="zh-CN">');
  });
});
