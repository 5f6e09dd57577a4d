/** What a screen of staff consists of. */
import type { ComponentType } from 'react';
import type { Permission } from '../../daemon/contract/messages.js';
import { may, type Fact, type World } from '../api/world.js';
import type { WordKey } from '../words/staffPages.js';
import type { Selection } from './selection.js';

export interface SectionProps {
  readonly world: World;
  readonly tell: (fact: Fact) => void;
  /** What lies open in the counter’s middle. */
  readonly selection: Selection | null;
  /** Opens something there, from any section. */
  readonly onSelect: (selection: Selection) => void;
}

export interface Section {
  readonly id: string;
  readonly word: WordKey;
  /** Who may see it. */
  readonly permission: Permission;
  /** It keeps what was typed while another section is shown; passwords and PINs are wiped. */
  readonly View: ComponentType<SectionProps>;
}

/** What this member of staff may see; Alt with its number leads to each. */
export function offered(sections: readonly Section[], world: World): readonly Section[] {
  return sections.filter(({ permission }) => may(world, permission));
}
