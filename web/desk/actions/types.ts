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
  /** The offer that is selected, else the one that ends first. */
  readonly offer: Offer | null;
}
export type Group = 'offer' | 'work' | 'write' | 'presence' | 'navigate' | 'view';
/** One thing an agent can do. Buttons, shortcuts, the palette and the keyboard sheet all read this. */
export interface Action {
  readonly name: string;
  readonly group: Group;
  readonly word: Word;
  readonly label: (t: Translate) => string;
  /** "alt+a", "mod+k" (⌘ on a Mac, else Ctrl), "?" or none. */
  readonly key: string | null;
  readonly icon?: Icon;
  readonly can: (state: ActionState) => boolean;
  readonly run: (state: ActionState) => void | Promise<void>;
}
export const action = (word: Word & `action.${string}`, rest: Omit<Action, 'name' | 'word' | 'label'>): Action => ({
  ...rest, word, name: word.slice('action.'.length), label: (t) => t(word),
});
