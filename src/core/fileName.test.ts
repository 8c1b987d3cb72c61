import { describe, expect, it } from 'vitest';
import { fileNameFrom, fileNameOf } from './fileName.ts';

describe('the name of a file', () => {
  it.each([
    ['tea.png', 'tea.png'],
    ['茶叶 价格表.xlsx', '茶叶 价格表.xlsx'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\System32\\cmd.exe', 'cmd.exe'],
    ['..', 'file'],
    ['...', 'file'],
    ['/', 'file'],
    ['', 'file'],
    ['.htaccess', 'htaccess'],
    ['a\u0000b.txt', 'ab.txt'],
    ['a\r\nSet-Cookie: x', 'aSet-Cookie x'],
    ['report\u202egpj.exe', 'reportgpj.exe'],
    ['\u2066a\u2069.txt\u200b', 'a.txt'],
    ['\ufeffbom.txt', 'bom.txt'],
    ['a\ud800.txt', 'a.txt'],
    ['"quoted"<b>.txt', 'quotedb.txt'],
    ['trailing. . ', 'trailing'],
    ['CON', '_CON'],
    ['lpt1.txt', '_lpt1.txt'],
    ['console.log', 'console.log'],
    ['👩\u200d🌾.png', '👩🌾.png'],
    ['evil/\u202e/../x.txt', 'x.txt'],
  ])('%j becomes %j', (given, safe) => {
    expect(fileNameOf(given)).toBe(safe);
  });

  it('has at most 200 characters, whole ones, and keeps its ending', () => {
    for (const name of [`${'a'.repeat(500)}.pdf`, `${'😀'.repeat(150)}.pdf`, `x${'😀'.repeat(150)}.pdf`]) {
      const safe = fileNameOf(name);
      expect(safe.length).toBeLessThanOrEqual(200);
      expect(safe.endsWith('.pdf')).toBe(true);
      expect(() => encodeURIComponent(safe)).not.toThrow();
    }
  });

  it('comes URI-encoded; without the header it is "file"', () => {
    expect(fileNameFrom(encodeURIComponent('茶/单.png'))).toBe('单.png');
    expect(fileNameFrom('%2e%2e%2fx')).toBe('x');
    expect(fileNameFrom(null)).toBe('file');
    expect(fileNameFrom('%')).toBeNull();
  });
});
