import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { PAGES, pageOf, render } from './docs/render.ts';

// A build is for use, also when a test or a shell with another NODE_ENV starts it: the slow, chatty React is not shipped.
if (process.argv.includes('build')) process.env.NODE_ENV = 'production';

const here = import.meta.dirname;
const pages = ['index.html', 'desk/index.html', 'admin/index.html', 'demo/index.html', 'demo/phone.html', 'chat/index.html', 'docs/index.html'];

/** The pages of docs/ that people are led to, each from the one template. */
const docs: Plugin = {
  name: 'docs',
  closeBundle() {
    const template = readFileSync(join(here, 'dist/docs/index.html'), 'utf8');
    for (const page of PAGES) writeFileSync(join(here, `dist/docs/${page}.html`), pageOf(render(readFileSync(join(here, `../docs/${page}.md`), 'utf8')), template));
    rmSync(join(here, 'dist/docs/index.html'));
  },
};

/** Every page of the hub; the widget has a configuration of its own. */
export default defineConfig({
  root: here,
  base: '/',
  publicDir: false,
  logLevel: 'warn',
  plugins: [react(), docs],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 1_500,
    rolldownOptions: { input: pages.map((p) => join(here, p)).filter((p) => existsSync(p)) },
  },
});
