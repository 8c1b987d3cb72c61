import { describe, expect, it } from 'vitest';
import { smsParts } from './smsParts.ts';

describe('an SMS', () => {
  it.each([
    ['', 0, 'GSM-7'],
    ['a'.repeat(160), 1, 'GSM-7'],
    ['a'.repeat(161), 2, 'GSM-7'],
    ['a'.repeat(306), 2, 'GSM-7'],
    ['a'.repeat(307), 3, 'GSM-7'],
    ['茶'.repeat(70), 1, 'Unicode'],
    ['茶'.repeat(71), 2, 'Unicode'],
    ['茶'.repeat(134), 2, 'Unicode'],
    ['茶'.repeat(135), 3, 'Unicode'],
  ])('of %j has %i parts', (text, parts, alphabet) => expect(smsParts(text)).toMatchObject({ parts, alphabet }));

  it('counts what is escaped twice, and tears it apart nowhere', () => {
    expect(smsParts('€'.repeat(80))).toEqual({ characters: 80, parts: 1, alphabet: 'GSM-7' });
    expect(smsParts('€'.repeat(81)).parts).toBe(2);
    // 153 is odd: the 77th euro would lie in both parts.
    expect(smsParts('€'.repeat(153)).parts).toBe(3);
    expect(smsParts(`${'a'.repeat(152)}€${'a'.repeat(151)}`).parts).toBe(2);
    expect(smsParts(`${'a'.repeat(152)}€${'a'.repeat(152)}`).parts).toBe(3);
  });

  it('counts a pair of surrogates as one character in two places, and tears it apart nowhere', () => {
    expect(smsParts('😀'.repeat(35))).toEqual({ characters: 35, parts: 1, alphabet: 'Unicode' });
    expect(smsParts('😀'.repeat(66)).parts).toBe(2);
    expect(smsParts('😀'.repeat(67)).parts).toBe(3);
  });

  it('is Unicode for one letter that the default alphabet has not', () => {
    expect(smsParts('Ça va à Ελλάδα').alphabet).toBe('Unicode');
    expect(smsParts('ÇØÅæß¿ñ§ ΔΩ {[€]}').alphabet).toBe('GSM-7');
    expect(smsParts('ç').alphabet).toBe('Unicode');
  });
});
