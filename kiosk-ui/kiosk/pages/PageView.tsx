/** Draws a page of the list with its component. */
import { createElement } from 'react';
import type { VisitRunner } from '../runVisit.js';
import type { Ask, AskScreen } from './index.js';
import { screens } from './screens.js';

interface PageViewProps<A extends Ask> {
  readonly screen: AskScreen<A>;
  readonly runner: Pick<VisitRunner, 'dispatch'>;
}

export function PageView<A extends Ask>({ screen, runner: { dispatch } }: PageViewProps<A>) {
  // Not as JSX, whose attributes cannot be checked for a component of a generic type.
  return createElement(screens[screen.name], {
    screen,
    dispatch,
    onNext: () => dispatch({ type: 'goneOn' }),
    onBack: () => dispatch({ type: 'back' }),
    onMenu: () => dispatch({ type: 'left' }),
    onEnd: () => dispatch({ type: 'ended' }),
  });
}
