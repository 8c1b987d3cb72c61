/** Whom the host page vouches for: `data-customer='{"id":…,"hash":…}'` on the widget's script. */
import type { ClientFrame } from '../../channels/webchat/protocol.ts';

type Customer = NonNullable<Extract<ClientFrame, { type: 'hello' }>['customer']>;

export function vouchedBy(script: HTMLScriptElement | null): Customer | undefined {
  try {
    const value: unknown = JSON.parse(script?.dataset.customer ?? 'null');
    return typeof value === 'object' && value !== null && 'id' in value && 'hash' in value ? (value as Customer) : undefined;
  } catch {
    return undefined;
  }
}

/** Tells when the visitor signs in or out on a page that stays. */
export function watchCustomer(script: HTMLScriptElement | null, changed: () => void): void {
  if (script) new MutationObserver(changed).observe(script, { attributes: true, attributeFilter: ['data-customer'] });
}
