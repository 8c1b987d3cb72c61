/** How WeChat is answered: `success` for what is stored, 503 for what it is to send again. */
import type { Call } from './callback.ts';

const text = (body: string, status: number, more: Readonly<Record<string, string>> = {}): Response =>
  new Response(body, { status, headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', ...more } });

export const success = (): Response => text('success', 200);
export const again = (): Response => text('Send it again.', 503, { 'retry-after': '5' });
export const refusal = (call: Extract<Call, { kind: 'refused' }>): Response => text(call.explain, call.status);
export const echoed = (call: Extract<Call, { kind: 'echo' }>): Response => text(call.text, 200);
export const badRequest = (explain: string): Response => text(explain, 400);
