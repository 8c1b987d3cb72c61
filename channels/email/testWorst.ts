/** Twenty mails made to cost as much as can be (issue 4, "Bad input"). */

const head = (more: readonly string[] = [], subject = 'Hello'): string => ['From: wang@customers.example', 'To: support@shop.example', `Subject: ${subject}`, ...more].join('\r\n');
const html = (body: string): Buffer => Buffer.from(`${head(['Message-ID: <w@customers.example>', 'Content-Type: text/html; charset=utf-8'])}\r\n\r\n${body}`);
const plain = (body: string): Buffer => Buffer.from(`${head(['Content-Type: text/plain; charset=utf-8'])}\r\n\r\n${body}`);

export const worstMails: Readonly<Record<string, () => Buffer>> = {
  '10 MB of HTML': () => html('<p>Tea <b>and</b> <a href="https://x.example">cake</a></p>'.repeat(180_000)),
  '200,000 nested elements': () => html(`${'<div>'.repeat(200_000)}Tea`),
  '100,000 nested tables': () => html(`${'<table><tr><td>'.repeat(30_000)}Tea`),
  'a million attributes': () => html(`<p ${Array.from({ length: 200_000 }, (_, n) => `a${n}="${n}"`).join(' ')}>Tea</p>`),
  'a style of 5 MB': () => html(`<p style="${'color:red;'.repeat(500_000)}">Tea</p>`),
  'unclosed brackets': () => html('<'.repeat(3_000_000)),
  'unclosed comments': () => html('<!--'.repeat(1_000_000)),
  '200,000 entities': () => html('&amp;&#x8336;&nbsp;'.repeat(200_000)),
  '5,000 nested parts': () => {
    const open = Array.from({ length: 5_000 }, (_, n) => `Content-Type: multipart/mixed; boundary="b${n}"\r\n\r\n--b${n}\r\n`).join('');
    return Buffer.from(`${head()}\r\n${open}Content-Type: text/plain\r\n\r\nTea`);
  },
  '50,000 parts side by side': () => Buffer.from(`${head(['Content-Type: multipart/mixed; boundary=b'])}\r\n\r\n${'--b\r\nContent-Type: image/png\r\n\r\nx\r\n'.repeat(50_000)}--b--`),
  '1,000 nested mails': () => Buffer.from(`${head(['Content-Type: message/rfc822'])}\r\n\r\n${'Content-Type: message/rfc822\r\n\r\n'.repeat(1_000)}Tea`),
  '2 MiB of headers': () => Buffer.from(`${head(Array.from({ length: 30_000 }, (_, n) => `X-Header-${n}: ${'x'.repeat(60)}`))}\r\n\r\nTea`),
  'one header of 2 MiB': () => Buffer.from(`${head([`X-Long: ${'x'.repeat(2_100_000)}`])}\r\n\r\nTea`),
  'a header folded 100,000 times': () => Buffer.from(`${head([`References: ${'<a@b.example>\r\n '.repeat(100_000)}`])}\r\n\r\nTea`),
  '50,000 encoded words': () => Buffer.from(`${head([], `Hello ${'=?utf-8?B?6Iy2?= '.repeat(50_000)}`)}\r\n\r\nTea`),
  '100,000 recipients': () => Buffer.from(`${head([`Cc: ${Array.from({ length: 100_000 }, (_, n) => `a${n}@b.example`).join(', ')}`])}\r\n\r\nTea`),
  'comments nested 500,000 deep': () => Buffer.from(`${head([`Cc: ${'('.repeat(500_000)} a@b.example`])}\r\n\r\nTea`),
  '500,000 lines that begin a quote': () => plain('On Mon, 5 Jan 2026 at 10:00\r\n'.repeat(200_000)),
  'spaces without end': () => plain(`On 1 ${' '.repeat(500_000)}x wrote\r\n${'>'.repeat(500_000)}\r\n--${' '.repeat(400_000)}x`),
  '20 MB of base64 that is none': () => Buffer.from(`${head(['Content-Type: application/octet-stream', 'Content-Transfer-Encoding: base64'])}\r\n\r\n${'=A=='.repeat(5_000_000)}`),
};
