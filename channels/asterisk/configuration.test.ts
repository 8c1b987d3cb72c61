/** The configuration that docs/voice.md gives is the one that the hub runs with; Asterisk itself is asked in test/peer. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configurationFiles } from './configuration.ts';
import { example } from './testExample.ts';

const page = readFileSync(`${process.cwd()}/docs/voice.md`, 'utf8');
const shown = new Map([...page.matchAll(/^```ini\n; (\w+\.conf)\n(.*?)^```$/gms)].map(([, name = '', text = '']) => [name, text.trim()]));

describe('docs/voice.md', () => {
  it('shows the files of Asterisk as they are made', () => {
    const made = configurationFiles(example);
    expect([...shown.keys()].sort()).toEqual(['ari.conf', 'extensions.conf', 'http.conf', 'musiconhold.conf', 'pjsip.conf', 'rtp.conf', 'sorcery.conf']);
    for (const [name, text] of shown) expect(text, name).toBe(made[name]?.trim());
  });

  it('gives guests one number and nothing else, and the demo’s people only to the demo', () => {
    const dialplan = configurationFiles(example)['extensions.conf'] ?? '';
    const guests = /\[from-guest\]\n(.*?)\n\n/s.exec(dialplan)?.[1] ?? '';
    expect(guests.match(/^exten => [^,]+/gm)).toEqual(['exten => 1000']);
    expect(guests).not.toContain('include');
    expect(dialplan).not.toContain('pretend');
    const demo = configurationFiles({ ...example, pretend: { phones: ['zhao'], address: '127.0.0.7', port: 5_070 } });
    expect(demo['extensions.conf']).toContain('exten => zhao,1,');
    expect(demo['pjsip.conf']).toContain('match = 127.0.0.7');
  });
});
