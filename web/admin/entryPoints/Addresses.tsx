import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { Channel } from '../channels.ts';
import { t, type Word } from '../words.ts';
import { Part } from './ChannelFields.tsx';

/** Where a provider calls the hub, by channel and door: the paths below the entry point's own. */
const CALLED: Partial<Record<Channel, Readonly<Record<string, readonly (readonly [path: string, label: Word])[]>>>> = {
  wechat: { official: [['/callback', 'addr.callback']], wecom: [['/callback', 'addr.callback']] },
  sms: { http: [['/inbound', 'addr.inbound'], ['/status', 'addr.status']] },
};

/** The addresses to paste at the provider, where it is the provider that calls. */
export function Addresses({ channel, door, entry, base }: { channel: Channel; door: string; entry: string; base: string | null }) {
  const called = CALLED[channel]?.[door];
  if (!called) return null;
  const prefix = base?.replace(/\/+$/, '') || `${location.origin}/channels/${entry}`;
  return (
    <Part title={t('ep.addresses')}>
      <p className="lead">{t(entry || base ? 'ep.addresses.hint' : 'ep.addresses.key')}</p>
      {(entry || base) && <dl className="addresses">{called.map(([path, label]) => <Address key={path} label={t(label)} url={`${prefix}${path}`} />)}</dl>}
    </Part>
  );
}

function Address({ label, url }: { label: string; url: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <code>{url}</code>
        <CopyButton value={url}>
          {({ copied, copy }) => (
            <Tooltip label={t(copied ? 'copied' : 'copy')}><ActionIcon variant="subtle" color={copied ? 'jade' : 'gray'} size={30} aria-label={t('copy.what', { what: label })} onClick={copy}>{copied ? <IconCheck size={16} /> : <IconCopy size={16} />}</ActionIcon></Tooltip>
          )}
        </CopyButton>
      </dd>
    </div>
  );
}
