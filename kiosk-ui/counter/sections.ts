/** What the counter offers, section by section: the one place to add one. */
import type { ComponentType } from 'react';
import type { Permission } from '../../daemon/api/messages.js';
import { may, type Fact, type World } from '../api/world.js';
import type { WordKey } from '../words.js';
import { Approvals } from './approvals/Approvals.js';
import { Console } from './Console.js';
import { Letters } from './letters/Letters.js';
import { Reports } from './reports/Reports.js';
import type { Selection } from './selection.js';
import { Staff } from './staff/Staff.js';

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

const sections: readonly Section[] = [
  { id: 'work', word: 'sectionWork', permission: 'view', View: Console },
  { id: 'letters', word: 'sectionLetters', permission: 'letters', View: Letters },
  { id: 'reports', word: 'sectionReports', permission: 'reports', View: Reports },
  { id: 'approvals', word: 'sectionApprovals', permission: 'view', View: Approvals },
  { id: 'staff', word: 'sectionStaff', permission: 'audit', View: Staff },
];

/** What this member of staff may see; Alt with its number leads to each. */
export function offeredSections(world: World): readonly Section[] {
  return sections.filter(({ permission }) => may(world, permission));
}
