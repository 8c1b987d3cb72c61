import { describe, expect, it } from 'vitest';
import { completingAt, fillIn, mentionedIn, replaceAt } from './suggest.ts';

describe('completingAt', () => {
  it('completes / at the start and after a space, not inside of a path or a date', () => {
    expect(completingAt('/br', 3, '/')).toEqual({ sign: '/', word: 'br', from: 0, to: 3 });
    expect(completingAt('Hello /', 7, '/')?.word).toBe('');
    expect(completingAt('https://x', 9, '/')).toBeNull();
    expect(completingAt('24/7', 4, '/')).toBeNull();
    expect(completingAt('/br ew', 6, '/')).toBeNull();
  });
  it('completes @ after Chinese text, not inside of an address', () => {
    expect(completingAt('请看@林', 4, '@')?.word).toBe('林');
    expect(completingAt('me@example', 10, '@')).toBeNull();
  });
  it('replaces the word and keeps the rest', () => {
    const at = completingAt('Hi /br, thanks', 6, '/');
    expect(at && replaceAt('Hi /br, thanks', at, '80 °C')).toBe('Hi 80 °C, thanks');
  });
});
describe('fillIn', () => {
  it('fills what it knows and leaves the rest to be seen', () => {
    expect(fillIn('I am {{agent}}, {{ customer }} {{order}}', { agent: 'Lin', customer: 'Li' })).toBe('I am Lin, Li {{order}}');
  });
  it('leaves no gap for somebody without a name', () => {
    expect(fillIn('Hello {{customer}}, this is {{agent}}.', { agent: 'Lin', customer: '' })).toBe('Hello, this is Lin.');
  });
});
describe('mentionedIn', () => {
  const people = ['Lin', 'Linda', 'Lin Yue', '林月', '林月华'].map((name) => ({ name }));
  const names = (text: string): string[] => mentionedIn(text, people).map((one) => one.name);
  it('finds each of those named, once', () => {
    expect(names('@Linda and @Lin, see @Linda')).toEqual(['Linda', 'Lin']);
    expect(names('Linda knows')).toEqual([]);
  });
  it('takes nobody whose name only begins like it', () => {
    expect(names('@Linda ')).toEqual(['Linda']);
    expect(names('@Lin Yue, please')).toEqual(['Lin Yue']);
    expect(names('@Lindas')).toEqual([]);
    expect(names('请@林月华看一下')).toEqual(['林月华']);
    expect(names('请@林月看一下')).toEqual(['林月']);
  });
});
