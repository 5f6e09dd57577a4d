/** 憑證下載: certificates that were issued are written to the card that holds their keys. */
import type { KnownCard } from '../../api/types.js';
import type { Flow } from '../flow.js';
import { cardThere, logIn, pins, pinsIn, pinsUsable, raChoice, raIdOf, raThere } from './shared.js';

/** Every PIN is set: whether its keys match is found out by the job. */
const mayHoldKeys = ({ lifeCycle, pins }: KnownCard) =>
  lifeCycle !== 'blank' && lifeCycle !== 'foreign' && pins.every(({ pinSet }) => pinSet);

export const writeAgain: Flow = {
  name: 'writeAgain',
  title: 'flowWriteAgain',
  hint: 'hintWriteAgain',
  card: mayHoldKeys,
  pages: [
    ...cardThere(mayHoldKeys),
    ...pinsUsable,
    raChoice,
    raThere,
    ...logIn('logIn'),
    { request: 'record' },
    { ask: 'data' },
    ...pins,
    { request: 'order' },
  ],
  job: {
    kind: 'writeCertificates',
    done: { title: 'written', next: 'useCardNow' },
    order: (task, text) => ({
      kind: 'writeCertificates',
      ...raIdOf(task),
      readerId: task.card.readerId,
      ...pinsIn(text),
      lastTryConfirmed: task.lastTryConfirmed,
    }),
  },
};
