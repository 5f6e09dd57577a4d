/** 憑證展期: the card proves itself with both PINs; data and terms are confirmed within the job. */
import type { KnownCard } from '../../api/types.js';
import type { Flow, Reply } from '../flow.js';
import {
  askedFor,
  cardThere,
  pins,
  pinsAskedFor,
  pinsIn,
  pinsUsable,
  raChoice,
  raIdOf,
  raThere,
  terms,
} from './shared.js';

const isIssued = ({ lifeCycle }: KnownCard) => lifeCycle === 'issued';

export const renew: Flow = {
  name: 'renew',
  title: 'flowRenew',
  hint: 'hintRenew',
  card: isIssued,
  pages: [
    ...cardThere(isIssued),
    { ask: 'expired' },
    { ask: 'tooEarly' },
    ...pinsUsable,
    raChoice,
    raThere,
    ...pins,
    { request: 'order' },
  ],
  job: {
    kind: 'renewCertificates',
    done: { title: 'renewed', next: 'useCardNow' },
    order: (task, text) => ({
      kind: 'renewCertificates',
      ...raIdOf(task),
      readerId: task.card.readerId,
      ...pinsIn(text),
      lastTryConfirmed: task.lastTryConfirmed,
    }),
  },
};

/** The question itself shows the data; what is left are the terms. */
export const confirmTerms: Reply = {
  pages: [raThere, ...terms, { request: 'answer' }],
  answer: (_task, _text, learned) => ({ kind: 'confirmTerms', termsVersion: learned.terms?.version ?? '' }),
};

/** After a pulled card or a wrong PIN: the card's own PINs again, for any job that holds them. */
export const verifyPins: Reply = {
  pages: [...pinsAskedFor, { request: 'answer' }],
  answer: (task, text) => ({
    kind: 'verifyPins',
    ...(askedFor(task, 1) && { pin1: text('pin1') }),
    ...(askedFor(task, 2) && { pin2: text('pin2') }),
    lastTryConfirmed: task.lastTryConfirmed,
  }),
};
