import { defineConfig } from 'vite';

/** The widget: one script, no framework. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  logLevel: 'warn',
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: 'es2022',
    lib: { entry: 'chat/chat.ts', formats: ['iife'], name: 'SwitchroomChat', fileName: () => 'chat.js' },
  },
});
