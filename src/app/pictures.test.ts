import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createPictures } from './pictures.ts';
import { openSecrets } from './secrets.ts';

const secrets = openSecrets(mkdtempSync(join(tmpdir(), 'pictures-')), undefined);
const pictures = createPictures(secrets);

it('has a link of ours for each remote picture of a mail, and for nothing else', async () => {
  const links = await pictures.linksOf('<img data-remote-src="https://a.example/x.png?a=1&amp;b=2" alt=""><img data-remote-src="https://a.example/x.png?a=1&amp;b=2"><img src="cid:1"><img data-remote-src="file:///etc/passwd"><img data-remote-src="javascript:alert(1)">');
  expect(links).toEqual([{ address: 'https://a.example/x.png?a=1&b=2', url: expect.stringMatching(/^\/picture\/[\w.-]+$/) }]);
});

it('opens no link that is not its own, and asks no address inside our network', async () => {
  expect(await pictures.open('nonsense')).toBeNull();
  expect(await pictures.open(await secrets.sign('media', { u: 'https://a.example/' }, 60_000))).toBeNull();
  const [inside] = await pictures.linksOf('<img data-remote-src="http://127.0.0.1:9/x.png">');
  expect(await pictures.open(inside?.url.split('/').at(-1) ?? '')).toBeNull();
});
