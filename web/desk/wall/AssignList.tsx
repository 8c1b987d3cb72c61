import { Menu } from '@mantine/core';
import { IconUserShare } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useState } from 'react';
import { act } from '../../shared/act.ts';
import { perform } from '../actions/perform.ts';
import type { Agent } from '../state/documents.ts';
import { ASSIGN } from '../state/mutations.ts';

const ROW = 36;

/** To whom it can be given; only the names in sight exist. */
export function AssignList({ interaction, agents }: { interaction: string; agents: readonly Agent[] }) {
  // A menu has its box only once it is open.
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const virtual = useVirtualizer({ count: agents.length, getScrollElement: () => box, estimateSize: () => ROW, overscan: 6, getItemKey: (at) => agents[at]?.id ?? at });
  return (
    <div className="assignList" ref={setBox}>
      <div style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const each = agents[item.index];
          return each && (
            <Menu.Item
              key={item.key} className="assignTo" data-index={item.index} ref={virtual.measureElement} style={{ transform: `translateY(${item.start}px)` }}
              leftSection={<IconUserShare size={16} />} rightSection={<span className="menuKey tnum">{each.load}/{each.capacity}</span>}
              onClick={() => void perform(act(ASSIGN, { interaction, agent: each.id }))}
            >{each.name}</Menu.Item>
          );
        })}
      </div>
    </div>
  );
}
