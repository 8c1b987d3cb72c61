import type { Icon } from '@tabler/icons-react';
import type { Viewer } from '../../shared/session.ts';
import type { Interaction, Offer } from '../state/documents.ts';
import type { Desk } from '../state/fold.ts';
import type { Ui } from '../state/ui.ts';
import type { Translate, Word } from '../words/index.ts';

/** What an action may look at to know whether it can be done now. */
export interface ActionState {
  readonly desk: Desk;
  readonly ui: Ui;
  readonly viewer: Viewer | null;
  readonly selected: Interaction | null;
  /** What is open in the work area, also when it is not on this desk (from the wall or a search). */
  readonly opened: Interaction | null;
  /** The offer that is selected, else the one that ends first. */
  readonly offer: Offer | null;
}
export const GROUPS = ['offer', 'work', 'write', 'presence', 'navigate', 'supervise', 'view'] as const;
export type Group = (typeof GROUPS)[number];
/** One thing an agent can do. Buttons, shortcuts, the palette and the keyboard sheet all read this. */
export interface Action {
  readonly name: string;
  readonly group: Group;
  readonly word: Word;
  readonly label: (t: Translate) => string;
  /** "alt+a", "alt+shift+a", "mod+k" (⌘ on a Mac, else Ctrl) or "?". */
  readonly key: string;
  readonly icon: Icon;
  /** Whether it is this person's to do at all; left out = everybody's. */
  readonly theirs?: (state: ActionState) => boolean;
  readonly can: (state: ActionState) => boolean;
  readonly run: (state: ActionState) => void | Promise<void>;
}
const supervisor = ({ viewer }: ActionState): boolean => viewer?.roles.some((role) => role === 'supervisor' || role === 'admin') ?? false;
export const supervises = { theirs: supervisor };
export const action = (word: Word & `action.${string}`, rest: Omit<Action, 'name' | 'word' | 'label'>): Action => ({
  ...rest, word, name: word.slice('action.'.length), label: (t) => t(word),
});
