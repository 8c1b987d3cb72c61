import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: './src/db/tables/all.ts',
  out: './src/db/migrations',
  casing: 'snake_case',
});
