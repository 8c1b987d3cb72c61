/** A page of docs: in the language of the paragraph that was asked for, else in the reader's. */
import { browsersLocale, localeOf } from '../shared/locale.ts';
import '../shared/tokens.css';
import './docs.css';

const articles = [...document.querySelectorAll('article')];

function show(): void {
  const asked = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const shown = asked?.closest('article') ?? articles.find((article) => localeOf(article.lang) === browsersLocale()) ?? articles[0];
  for (const article of articles) article.hidden = article !== shown;
  document.documentElement.lang = shown?.lang ?? 'en';
  if (asked) asked.scrollIntoView();
}

const dark = localStorage.getItem('mantine-color-scheme-value') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
document.documentElement.dataset.mantineColorScheme = dark;
window.addEventListener('hashchange', show);
show();
