/** What was typed is gone with a refusal after which there is nothing to correct. */
import t from 'tap';
import type { VisitEvent } from '../../../kiosk-ui/kiosk/visit.js';
import { after, card, put, ready, refused, typed } from './fixtures.js';

const locked = after(ready, put({ card: card(0, 2) }));
const unblock: VisitEvent = { type: 'chosen', flow: 'unblockPin', pin: 1 };
const atRequest = after(locked, unblock, typed('Z123456789'), typed('password99'));

await t.test('a suspended account: nothing of it is kept', (t) => {
  const stage = JSON.stringify(refused(atRequest, 'ra.refused.accountSuspended').stage);
  t.notMatch(stage, 'password99');
  t.notMatch(stage, 'Z123456789');
  t.end();
});

await t.test('a wrong password: the account stays, the password does not', (t) => {
  const stage = JSON.stringify(refused(atRequest, 'ra.refused.passwordWrong').stage);
  t.notMatch(stage, 'password99');
  t.match(stage, 'Z123456789');
  t.end();
});
