import { ActionIcon, Menu } from '@mantine/core';
import { IconBrandWechat, IconCopy, IconDots, IconHandStop, IconIdBadge2, IconMail, IconMessageCircle2, IconPhone, IconPlugOff, IconRosetteDiscountCheck, IconUserQuestion, IconUserCircle } from '@tabler/icons-react';
import { act } from '../../shared/act.ts';
import type { ResultOf } from '../../shared/graphql.ts';
import { useStore } from '../../shared/store.ts';
import { inWords } from '../../shared/refusals.ts';
import { perform } from '../actions/perform.ts';
import { canDial, click } from '../phone/dial.ts';
import { readAgain } from '../state/desk.ts';
import type { CONTEXT } from '../state/documents.ts';
import { SET_CONTACT } from '../state/mailMutations.ts';
import { dateOf } from '../state/time.ts';
import { announce } from '../state/ui.ts';
import { has, t } from '../words/index.ts';

type Address = NonNullable<ResultOf<typeof CONTEXT>['customer']>['addresses'][number];
const ICONS: Readonly<Record<string, typeof IconMail>> = { email: IconMail, phone: IconPhone, openid: IconBrandWechat, external: IconIdBadge2, visitor: IconMessageCircle2 };
/** What a colleague could write to. */
const CONTACTABLE = new Set(['email', 'phone', 'openid']);

const copy = (text: string): void => void navigator.clipboard?.writeText(text).then(() => announce(t('customer.copied')));

/** A customer's addresses, and what is known of each: proved, only said, dead, or silent by their own wish. */
export function Addresses({ addresses, interaction, customer }: { addresses: readonly Address[]; interaction: string; customer: string }) {
  const dials = useStore(canDial, (now) => now.on);
  const canCall = (address: Address): boolean => dials && address.kind === 'phone' && !address.claimed && address.doNotContactSince === null;
  const set = (address: Address, wanted: boolean): void =>
    void perform(act(SET_CONTACT, { address: address.id, wanted })).then((done) => {
      if (done) void readAgain(interaction);
    });
  return (
    <ul className="addresses">
      {addresses.map((address) => {
        const Icon = ICONS[address.kind] ?? IconUserCircle;
        const silent = address.doNotContactSince !== null;
        return (
          <li key={address.id}>
            <Icon className="addressKind" size={16} stroke={1.7} role="img" aria-label={has(`address.${address.kind}`) ? t(`address.${address.kind}` as 'address.phone') : address.kind} />
            <span className="addressText">
              <span data-off={silent || address.deadAt !== null || undefined}>{canCall(address) ? <button type="button" className="callNumber tnum" title={t('dial.callThis', { number: address.value })} onClick={() => click({ number: address.value, customer })}>{address.value}</button> : address.value}</span>
              <span className="addressMarks">
                {address.verified && <small><IconRosetteDiscountCheck size={13} aria-hidden="true" />{t('address.verifiedWord')}</small>}
                {address.claimed && <small><IconUserQuestion size={13} aria-hidden="true" />{t('address.claimed')}</small>}
                {address.deadAt && <small data-kind="bad"><IconPlugOff size={13} aria-hidden="true" />{address.deadWhy ? t('address.deadBecause', { why: inWords(address.deadWhy) }) : t('address.dead')}</small>}
                {address.doNotContactSince && <small data-kind="bad"><IconHandStop size={13} aria-hidden="true" />{t('address.silentSince', { date: dateOf(address.doNotContactSince) })}</small>}
              </span>
            </span>
            {CONTACTABLE.has(address.kind) ? (
              <Menu position="bottom-end" width={232}>
                <Menu.Target><ActionIcon variant="subtle" color="gray" size={28} aria-label={t('address.more', { address: address.value })}><IconDots size={16} stroke={1.7} /></ActionIcon></Menu.Target>
                <Menu.Dropdown>
                  {canCall(address) && <Menu.Item leftSection={<IconPhone size={15} stroke={1.7} />} onClick={() => click({ number: address.value, customer })}>{t('dial.call')}</Menu.Item>}
                  <Menu.Item leftSection={<IconCopy size={15} stroke={1.7} />} onClick={() => copy(address.value)}>{t('customer.copy')}</Menu.Item>
                  <Menu.Item leftSection={<IconHandStop size={15} stroke={1.7} />} onClick={() => set(address, silent)}>{t(silent ? 'address.allow' : 'address.stop')}</Menu.Item>
                </Menu.Dropdown>
              </Menu>
            ) : <ActionIcon variant="subtle" color="gray" size={28} aria-label={`${t('customer.copy')} ${address.value}`} onClick={() => copy(address.value)}><IconCopy size={15} stroke={1.7} /></ActionIcon>}
          </li>
        );
      })}
    </ul>
  );
}
