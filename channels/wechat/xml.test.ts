import { describe, expect, it } from 'vitest';
import { readXml } from './xml.ts';

const textOf = (xml: string): string => JSON.stringify(readXml(xml));
const ENTITY = '<!DOCTYPE xml [<!ENTITY a "boom">]>';

describe('XML', () => {
  it('that declares a document type or entities is refused, wherever sections, comments and instructions would hide it', () => {
    for (const xml of [
      `${ENTITY}<xml><Content>&a;</Content></xml>`,
      `<!-- <![CDATA[ -->${ENTITY}<!-- ]]> --><xml><Content>&a;</Content></xml>`,
      `<?x <![CDATA[ ?>${ENTITY}<?y ]]> ?><xml><Content>&a;</Content></xml>`,
      `<?x <!-- ?>${ENTITY}<?y --> ?><xml><Content>&a;</Content></xml>`,
      `<xml><Content><![CDATA[<!--]]></Content>${ENTITY}<b><![CDATA[-->]]></b></xml>`,
      '<!DOCTYPE xml SYSTEM "http://evil.example/x.dtd"><xml><a>1</a></xml>',
      '<! DOCTYPE xml><xml><a>1</a></xml>', '<!doctype xml><xml><a>1</a></xml>',
      '<!DOCTYPE xml [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><xml><a>1</a></xml>',
    ]) expect(readXml(xml), xml).toMatchObject({ fault: 'hostile' });
  });

  it('that only speaks of one is read', () => {
    for (const [xml, text] of [
      [`<xml><Content><![CDATA[${ENTITY}]]></Content></xml>`, 'boom'],
      ['<!-- <!DOCTYPE x> --><xml><Content>tea</Content></xml>', 'tea'],
      ['<?xml version="1.0"?><xml><Content>&#33590;&#x8336;&amp;lt;</Content></xml>', '茶茶&lt;'],
    ] as const) expect(textOf(xml)).toContain(text);
  });

  it('in two-byte units, with entities nobody declared, or broken is no call of WeChat’s', () => {
    const wide = Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-16"?>${ENTITY}<xml><Content>&a;</Content></xml>`, 'utf16le').toString('utf8');
    expect(readXml(wide)).toHaveProperty('fault');
    for (const xml of ['', '<xml>', '<a>1</a><b>2</b>', '<![CDATA[', '<!--', `${'<a>'.repeat(40)}${'</a>'.repeat(40)}`, '<xml>text alone</xml>']) expect(readXml(xml), xml).toHaveProperty('fault');
    expect(textOf('<xml><Content>&a; &xxe;</Content></xml>')).toContain('&a; &xxe;');
  });
});
