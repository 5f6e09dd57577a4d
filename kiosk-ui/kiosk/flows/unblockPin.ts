/** 鎖卡解碼: the website password verifies card and person, then a new PIN, again. */
import type { Flow, Reply } from '../flow.js';
import { hasPins } from './changePin.js';
import { cardThere, logIn, newPin, raChoice, raIdOf, raThere } from './shared.js';

export const unblockPin: Flow = {
  name: 'unblockPin',
  title: 'flowUnblockPin',
  hint: 'hintUnblockPin',
  card: hasPins,
  pages: [
    ...cardThere(hasPins),
    { ask: 'whichPin' },
    raChoice,
    raThere,
    ...logIn('authorise'),
    ...newPin,
    { request: 'order' },
  ],
  job: {
    kind: 'unblockPin',
    done: { title: 'unblocked', next: 'useNewPin' },
    order: (task, text) => ({
      kind: 'unblockPin',
      ...raIdOf(task),
      readerId: task.card.readerId,
      pin: task.pin ?? 1,
      newPin: text('newPin'),
    }),
  },
};

export const authoriseAgain: Reply = {
  pages: [raThere, ...logIn('authorise'), ...newPin, { request: 'answer' }],
  answer: (_task, text) => ({ kind: 'authoriseAgain', newPin: text('newPin') }),
};
