import { describe, expect, it } from 'vitest';
import { casesOf, corpusIsHere } from '../../test/api/corpus.ts';
import { gsmBytes, gsmText, textOf, ucs2Bytes } from './alphabets.ts';
import { alphabetOf, BASIC, ROOM, segment } from './segments.ts';

describe('parts of a message', () => {
  it.each([
    ['', 'GSM7', 0, 1], ['Hello', 'GSM7', 5, 1], ['x'.repeat(160), 'GSM7', 160, 1], ['x'.repeat(161), 'GSM7', 161, 2], ['x'.repeat(306), 'GSM7', 306, 2], ['x'.repeat(307), 'GSM7', 307, 3],
    ['x'.repeat(1530), 'GSM7', 1530, 10], ['€'.repeat(80), 'GSM7', 160, 1], ['€'.repeat(81), 'GSM7', 162, 2], ['中'.repeat(70), 'UCS2', 70, 1], ['中'.repeat(71), 'UCS2', 71, 2], ['中'.repeat(134), 'UCS2', 134, 2], ['中'.repeat(135), 'UCS2', 135, 3],
    ['😀'.repeat(35), 'UCS2', 70, 1], ['😀'.repeat(36), 'UCS2', 72, 2], ['`', 'UCS2', 1, 1], ['ç', 'UCS2', 1, 1], ['Ç', 'GSM7', 1, 1], ['\u001b', 'UCS2', 1, 1],
  ] as const)('of %j', (text, alphabet, units, parts) => {
    const cut = segment(text);
    expect([cut.alphabet, cut.units, cut.parts.length]).toEqual([alphabet, units, parts]);
    expect(cut.parts.join('')).toBe(text);
  });

  it.runIf(corpusIsHere).each(casesOf('sms/segments.jsonl').map((c) => [c.id, c] as const))('%s', (_id, c) => {
    const { alphabet, units, parts } = segment(String(c['text']));
    expect({ encoding: alphabet, units, segments: parts.length }).toEqual(c.expect);
  });

  it('never end within a character, an escape or a character with its marks', () => {
    const marked = segment(`${'a'.repeat(66)}e\u0301${'b'.repeat(20)}`);
    expect(marked.parts[0]).toBe('a'.repeat(66));
    expect(segment(`${'中'.repeat(66)}😀${'中'.repeat(20)}`).parts[0]).toBe('中'.repeat(66));
    expect(segment(`${'x'.repeat(152)}€${'x'.repeat(50)}`).parts[0]).toBe('x'.repeat(152));
    // More marks than a part holds go where they must, and each part fits.
    const zalgo = segment(`a${'\u0301'.repeat(200)}`);
    expect(zalgo.parts.every((p) => p.length <= ROOM.UCS2.ref8)).toBe(true);
    expect(zalgo.parts.join('')).toBe(`a${'\u0301'.repeat(200)}`);
  });

  it('are smaller with a wide reference', () => {
    expect(segment('x'.repeat(305), 'ref16').parts.map((p) => p.length)).toEqual([152, 152, 1]);
    expect(segment('中'.repeat(133), 'ref16').parts.map((p) => p.length)).toEqual([66, 66, 1]);
  });
});

describe('alphabets', () => {
  it.runIf(corpusIsHere).each(casesOf('sms/gsm7.jsonl').map((c) => [c.id, c] as const))('%s', (_id, c) => {
    const char = String(c['char']);
    expect(gsmBytes(char).toString('hex')).toBe(c['septets']);
    expect(gsmText(gsmBytes(char))).toBe(char);
    expect(segment(char).units).toBe(c.expect['len']);
  });

  it('write and read the whole default alphabet', () => {
    const all = `${BASIC.replace('\u001b', '')}\f^{}\\[~]|€`;
    expect(alphabetOf(all)).toBe('GSM7');
    expect(gsmText(gsmBytes(all))).toBe(all);
  });

  it('show the character itself after an escape that means nothing, and drop one at the end', () => {
    expect(gsmText(Buffer.from([0x1b, 0x41, 0x1b, 0x1b, 0x1b]))).toBe('A ');
  });

  it.each([
    [0, '636166050040', 'gsm', 'cafè@@'.replace('è', 'é').replace('@@', '@¡')],
    [0, '636166e9', 'latin1', 'café'],
    [3, '636166e9', 'gsm', 'café'],
    [8, '4f60597dd83dde00', 'gsm', '你好😀'],
    [8, '4f60597dd8', 'gsm', '你好'],
    [8, '4f600000d83d', 'gsm', '你\ufffd\ufffd'],
    [0x18, '4f60', 'gsm', '你'],
    [0xf1, '4869', 'gsm', 'Hi'],
    [0xe0, '4f60', 'gsm', '你'],
    [6, 'bfe0d8d2d5e2', 'gsm', 'Привет'],
    [5, '82b1', 'gsm', 'こ'],
  ] as const)('by data_coding %i of %s', (coding, hex, initial, text) => {
    expect(textOf(Buffer.from(hex, 'hex'), coding, initial)).toBe(text);
  });

  it.each([2, 4, 0xf4, 0x14])('%i is binary', (coding) => {
    expect(textOf(Buffer.from('00ff', 'hex'), coding, 'gsm')).toBeNull();
  });

  it('write UCS-2 with its high octet first', () => {
    expect(ucs2Bytes('你好').toString('hex')).toBe('4f60597d');
  });
});
