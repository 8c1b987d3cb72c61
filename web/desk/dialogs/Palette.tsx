import { closeSpotlight, openSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useStore } from '../../shared/store.ts';
import { ACTIONS, readState, runAction } from '../actions/index.ts';
import { keyLabel } from '../actions/keys.ts';
import { ChannelIcon, nameOf } from '../parts.tsx';
import { sortWork } from '../state/due.ts';
import { select, ui } from '../state/ui.ts';
import { t } from '../words/index.ts';

const GROUPS = ['offer', 'work', 'write', 'presence', 'navigate', 'view'] as const;

/** Everything that can be done now, and all open work, by typing a few letters. */
export function Palette() {
  const open = useStore(ui, (at) => at.dialog === 'palette');
  useEffect(() => {
    if (open) openSpotlight();
    else closeSpotlight();
  }, [open]);
  const state = readState();
  const { mine, parked } = sortWork(Object.values(state.desk.interactions));
  const groups: SpotlightActionGroupData[] = !open ? [] : [
    ...GROUPS.map((group) => ({
      group: t(`group.${group}`),
      actions: ACTIONS.filter((one) => one.group === group && one.name !== 'palette' && one.can(state)).map((one) => {
        const Icon = one.icon;
        return { id: one.name, label: one.label(t), leftSection: Icon && <Icon size={18} stroke={1.6} />, rightSection: one.key && <span className="menuKey">{keyLabel(one.key)}</span>, onClick: () => setTimeout(() => runAction(one.name)) };
      }),
    })),
    {
      group: t('group.open'),
      actions: [...mine, ...parked].slice(0, 50).map((one) => ({ id: one.id, label: nameOf(one), description: one.lastEntry?.text?.slice(0, 80) ?? '', leftSection: <ChannelIcon channel={one.channel} size={18} />, onClick: () => select(one.id) })),
    },
  ].filter((group) => group.actions.length > 0);
  return (
    <Spotlight
      actions={groups} nothingFound={t('palette.nothing')} highlightQuery scrollable maxHeight={440} overlayProps={{ backgroundOpacity: 0.32, blur: 0 }} radius={12} shortcut={null}
      onSpotlightClose={() => ui.get().dialog === 'palette' && ui.set({ dialog: null })}
      searchProps={{ placeholder: t('palette.placeholder'), 'aria-label': t('palette.placeholder'), leftSection: <IconSearch size={18} stroke={1.6} /> }}
    />
  );
}
