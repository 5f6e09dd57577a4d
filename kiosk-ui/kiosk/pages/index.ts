/** The list of the kiosk's pages. `screens.ts` has the other half of each: the component that draws it. */
import { certificate } from './certificate.js';
import { certificates } from './certificates.js';
import { data } from './data.js';
import { expired } from './expired.js';
import { insertCard } from './insertCard.js';
import { lastTry } from './lastTry.js';
import { newPasswordNeeded } from './newPasswordNeeded.js';
import { passwordChanged } from './passwordChanged.js';
import { pinLocked } from './pinLocked.js';
import { ra } from './ra.js';
import { raAway } from './raAway.js';
import { saved } from './saved.js';
import { target } from './target.js';
import { terms } from './terms.js';
import { tooEarly } from './tooEarly.js';
import { whichPin } from './whichPin.js';
import { wrongCard } from './wrongCard.js';

export const pages = {
  certificate,
  certificates,
  data,
  expired,
  insertCard,
  lastTry,
  newPasswordNeeded,
  passwordChanged,
  pinLocked,
  ra,
  raAway,
  saved,
  target,
  terms,
  tooEarly,
  whichPin,
  wrongCard,
};

/** Pages that say something or ask for a choice; those of `EntryField` ask for something typed. */
export type Ask = keyof typeof pages;

/** What the screen of a page is drawn from. */
export type AskScreen<A extends Ask = Ask> = { [K in A]: ReturnType<(typeof pages)[K]['screen']> & { name: K } }[A];
