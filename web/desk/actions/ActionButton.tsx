import { ActionIcon, Button, type ButtonProps, Kbd, Tooltip } from '@mantine/core';
import { useStore } from '../../shared/store.ts';
import { desk, opened } from '../state/desk.ts';
import { ui } from '../state/ui.ts';
import { t } from '../words/index.ts';
import { ACTIONS, canDo, readState, runAction } from './index.ts';
import { ariaKey, keyLabel } from './keys.ts';

interface Props extends ButtonProps {
  name: string;
  /** Show only the icon; the label is its name and its tooltip. */
  iconOnly?: boolean;
  hideWhenCannot?: boolean;
}

/** The button of an action: its label, key and whether it can be done come from the action itself. */
export function ActionButton({ name, iconOnly = false, hideWhenCannot = false, ...rest }: Props) {
  useStore(desk);
  useStore(ui);
  useStore(opened);
  const found = ACTIONS.find((one) => one.name === name);
  if (!found) return null;
  const can = canDo(found, readState());
  if (!can && hideWhenCannot) return null;
  const label = found.label(t);
  const Icon = found.icon;
  const tip = <>{label} <Kbd size="xs" ml={4}>{keyLabel(found.key)}</Kbd></>;
  return (
    <Tooltip label={tip}>
      {iconOnly ? (
        <ActionIcon variant="subtle" color="gray" size={32} aria-label={label} aria-keyshortcuts={ariaKey(found.key)} disabled={!can} onClick={() => runAction(name)}>
          <Icon size={18} stroke={1.7} />
        </ActionIcon>
      ) : (
        <Button {...rest} leftSection={<Icon size={16} stroke={1.8} />} aria-keyshortcuts={ariaKey(found.key)} disabled={!can} onClick={() => runAction(name)}>
          {label}
        </Button>
      )}
    </Tooltip>
  );
}
