/** What a flow is made of: a row of pages as data. Each page asks the person one thing, or sends one request. */
import type { Answer, CreateJob } from '../../daemon/contract/messages.js';
import type { KnownCard, PinReference } from '../api/types.js';
import type { WordKey } from '../words/kioskPage.js';
import type { EntryField } from './entryRules.js';
import type { Context } from './pages/definePage.js';
import type { Ask } from './pages/index.js';
import type { FlowName, Learned, Task } from './visit.js';

export type RequestName =
  | 'authorise'
  | 'logIn'
  | 'record'
  | 'terms'
  | 'changePassword'
  | 'findPartner'
  | 'targets'
  | 'save'
  | 'order'
  | 'answer';

interface When {
  /** Instead of the page's own condition; without either the page always stands in the row. */
  readonly when?: (context: Context) => boolean;
}

export interface AskPage extends When {
  readonly ask: Ask;
  /** Which PIN the page is about; without it that of the task. */
  readonly pin?: PinReference;
}

export interface EntryPage extends When {
  readonly entry: EntryField;
  /** Only for a card that has this PIN. */
  readonly ofPin?: PinReference;
  /** Has to be typed as that one was. */
  readonly repeats?: EntryField;
}

export interface RequestPage extends When {
  readonly request: RequestName;
  /** The new website password is set first and then used. */
  readonly changesPassword?: true;
}

export type Page = AskPage | EntryPage | RequestPage;

export interface Flow {
  readonly name: FlowName;
  readonly title: WordKey;
  /** The line that says when to choose it. */
  readonly hint: WordKey;
  /** Which cards it is for; null: it needs none. */
  readonly card: ((card: KnownCard) => boolean) | null;
  readonly pages: readonly Page[];
  /** Of a flow that ends in a job. */
  readonly job?: FlowJob;
}

/** What was typed into a field of the row. @throws when the row does not ask for it: a fault of the row */
export interface TextOf {
  (field: EntryField): string;
  /** Was it asked for? A card with one PIN is asked for no second one. */
  readonly has: (field: EntryField) => boolean;
}

export interface FlowJob {
  readonly kind: CreateJob['kind'];
  readonly order: (task: OrderTask, text: TextOf, learned: Learned) => CreateJob;
  /** What the last screen says. */
  readonly done: DoneWords;
}

export interface DoneWords {
  readonly title: WordKey;
  /** What it means for the PINs. */
  readonly next: WordKey;
}

/** How a question of a job is answered. */
export interface Reply {
  readonly pages: readonly Page[];
  readonly answer: (task: Task, text: TextOf, learned: Learned) => Answer;
}

/** A task that is ready to become a job. */
export interface OrderTask extends Task {
  readonly card: NonNullable<Task['card']>;
}
