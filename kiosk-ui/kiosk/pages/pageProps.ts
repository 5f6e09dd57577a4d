/** What the component of a page is given. */
import type { VisitEvent } from '../visit.js';
import type { Ask, AskScreen } from './index.js';

export interface PageProps<A extends Ask> {
  readonly screen: AskScreen<A>;
  readonly dispatch: (event: VisitEvent) => void;
  /** To the next page of the row. */
  readonly onNext: () => void;
  /** To the page before. */
  readonly onBack: () => void;
  /** To what the card offers. */
  readonly onMenu: () => void;
  /** The visit is over. */
  readonly onEnd: () => void;
}
