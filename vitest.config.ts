import { defineConfig } from 'vitest/config';

/** What one `--project` runs; `hub` is what `npm test` runs and needs nothing but npm. */
const projects: Readonly<Record<string, readonly string[]>> = {
  hub: [
    'src/**/*.test.ts',
    'src/**/*.test.tsx',
    'channels/**/*.test.ts',
    'schema/**/*.test.ts',
    'web/**/*.test.ts',
    'web/**/*.test.tsx',
    'test/{property,theory,contract,story,api,support}/**/*.test.ts',
  ],
  browser: ['test/browser/**/*.test.ts'],
  peer: ['test/peer/**/*.test.ts'],
  fault: ['test/fault/**/*.test.ts'],
};

export default defineConfig({
  // Without it vitest loads a second graphql, whose types are not the first one's.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What is waited for comes when the machine lets it: only that it comes is asserted.
    expect: { poll: { timeout: 15_000 } },
    passWithNoTests: true,
    globalSetup: ['test/support/server.ts'],
    projects: Object.entries(projects).map(([name, include]) => ({
      extends: true,
      test: {
        name,
        include: [...include],
        // The faults and the browser measure time: one file after the other.
        ...(name === 'hub' ? {} : { fileParallelism: false, testTimeout: 900_000, hookTimeout: 120_000 }),
      },
    })),
  },
});
