/** 晶片卡密碼修改: present PIN, new PIN, again. Needs no RA. */
import type { KnownCard } from '../../api/types.js';
import type { Flow, Reply } from '../flow.js';
import { cardThere, newPin } from './shared.js';

export const hasPins = (card: KnownCard) => card.pins.some(({ pinSet }) => pinSet);

export const changePin: Flow = {
  name: 'changePin',
  title: 'flowChangePin',
  hint: 'hintChangePin',
  card: hasPins,
  pages: [
    ...cardThere(hasPins),
    { ask: 'whichPin' },
    { ask: 'lastTry' },
    { entry: 'oldPin' },
    ...newPin,
    { request: 'order' },
  ],
  job: {
    kind: 'changePin',
    done: { title: 'changed', next: 'useNewPin' },
    order: ({ card, pin, lastTryConfirmed }, text) => ({
      kind: 'changePin',
      readerId: card.readerId,
      pin: pin ?? 1,
      oldPin: text('oldPin'),
      newPin: text('newPin'),
      lastTryConfirmed,
    }),
  },
};

/** A change was interrupted. The person enters the new PIN, and the card shows whether it is in force. */
export const tryNewPin: Reply = {
  pages: [
    {
      ask: 'lastTry',
      when: ({ task: { answers } }) => answers?.question.kind === 'tryNewPin' && answers.question.triesLeft === 1,
    },
    { entry: 'tryNewPin' },
    { request: 'answer' },
  ],
  answer: ({ lastTryConfirmed }, text) => ({
    kind: 'tryNewPin',
    newPin: text('tryNewPin'),
    lastTryConfirmed,
  }),
};
