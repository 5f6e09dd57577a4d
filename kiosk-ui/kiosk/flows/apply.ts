/** 憑證申請: login, data, terms, PINs; keys are made on a prepared card. */
import type { KnownCard } from '../../api/types.js';
import type { Flow } from '../flow.js';
import { cardThere, logIn, pins, pinsIn, pinsUsable, raChoice, raIdOf, raThere, terms } from './shared.js';

const isPrepared = ({ lifeCycle }: KnownCard) => lifeCycle === 'prepared';

export const apply: Flow = {
  name: 'apply',
  title: 'flowApply',
  hint: 'hintApply',
  card: isPrepared,
  pages: [
    ...cardThere(isPrepared),
    ...pinsUsable,
    raChoice,
    raThere,
    ...logIn('logIn'),
    { request: 'record' },
    { ask: 'data' },
    ...terms,
    ...pins,
    { request: 'order' },
  ],
  job: {
    kind: 'applyCertificates',
    done: { title: 'applied', next: 'useCardNow' },
    order: (task, text, learned) => ({
      kind: 'applyCertificates',
      ...raIdOf(task),
      readerId: task.card.readerId,
      ...pinsIn(text),
      lastTryConfirmed: task.lastTryConfirmed,
      termsVersion: learned.terms?.version ?? '',
    }),
  },
};
