import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useStore } from '../../shared/store.ts';
import { type Action, ACTIONS, canDo, GROUPS, isTheirs, readState, runAction } from '../actions/index.ts';
import { keyLabel } from '../actions/keys.ts';
import { lastLineOf, nameOf, WorkIcon } from '../parts.tsx';
import { desk, opened } from '../state/desk.ts';
import { sortWork } from '../state/due.ts';
import { select, ui } from '../state/ui.ts';
import { t } from '../words/index.ts';
import { en } from '../words/en.ts';
import { zh } from '../words/zh.ts';

/** The palette gives the keyboard back to where it was; what an action does with it comes after that. */
const AFTER_CLOSE = 80;

const [store, spotlight] = createSpotlight();
/** A line that moves to another group, because it can be done now or no longer, loses the mark that Enter goes by: the first that can be done gets it. */
function keepOneMarked(): void {
  const lines = [...document.querySelectorAll<HTMLButtonElement>('.mantine-Spotlight-action')];
  const first = lines.findIndex((line) => !line.disabled);
  if (store.getState().query === '' || first < 0 || lines.some((line) => line.hasAttribute('data-selected') && !line.disabled)) return;
  for (const [at, line] of lines.entries()) line.toggleAttribute('data-selected', at === first);
  store.updateState((state) => ({ ...state, selected: first }));
}

/** Everything that can be done now, and all open work, by typing a few letters. */
export function Palette() {
  const open = useStore(ui, (at) => at.dialog === 'palette');
  useEffect(() => {
    if (open) spotlight.open();
    else spotlight.close();
  }, [open]);
  useEffect(() => {
    if (open) keepOneMarked();
  });
  // What can be done changes while somebody types.
  useStore(desk, (now) => (open ? now : null));
  useStore(opened, (now) => (open ? now : null));
  const state = readState();
  const { mine, parked } = sortWork(Object.values(state.desk.interactions));
  const theirs = ACTIONS.filter((one) => one.name !== 'palette' && isTheirs(one, state));
  const line = (one: Action) => ({
    id: one.name, label: one.label(t), leftSection: <one.icon size={18} stroke={1.6} />, rightSection: <span className="menuKey">{keyLabel(one.key)}</span>,
    // What stands in the other language is found as well.
    keywords: [en[one.word], zh[one.word], t(`group.${one.group}`)], onClick: () => setTimeout(() => runAction(one.name), AFTER_CLOSE),
  });
  const groups: SpotlightActionGroupData[] = !open ? [] : [
    ...GROUPS.map((group) => ({ group: t(`group.${group}`), actions: theirs.filter((one) => one.group === group && canDo(one, state)).map(line) })),
    {
      group: t('group.open'),
      actions: [...mine, ...parked].slice(0, 50).map((one) => ({ id: one.id, label: nameOf(one), description: lastLineOf(one)?.slice(0, 80) ?? '', leftSection: <WorkIcon one={one} size={18} />, onClick: () => select(one.id) })),
    },
    { group: t('palette.notNow'), actions: theirs.filter((one) => !canDo(one, state)).map((one) => ({ ...line(one), disabled: true })) },
  ].filter((group) => group.actions.length > 0);
  return (
    <Spotlight
      store={store} actions={groups} nothingFound={t('palette.nothing')} highlightQuery scrollable maxHeight={440} overlayProps={{ backgroundOpacity: 0.32, blur: 0 }} radius={12} shortcut={null}
      onSpotlightClose={() => ui.get().dialog === 'palette' && ui.set({ dialog: null })}
      searchProps={{ placeholder: t('palette.placeholder'), 'aria-label': t('palette.placeholder'), leftSection: <IconSearch size={18} stroke={1.6} /> }}
    />
  );
}
