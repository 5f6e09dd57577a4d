/** A certificate that may not be written to a card yet: the card keeps what it had, and the job waits for a person. */
import t from 'tap';
import { shiftClock } from '../../harness/raOffice.js';
import { Site } from '../../harness/site.js';

const site = await Site.start({ readers: 2 });
t.teardown(() => site.stop());
const staff = await site.staff();
const card = await site.pcsc.createCard();
await card.insert(0);
const { id: readerId } = await staff.untilCard(site.pcsc.readers[0] ?? '');
const pins = { mode: 'chosen', pin1: 'Aa12345678', pin2: 'Zz87654321' } as const;

await t.test(
  'the CA’s clock is a quarter of an hour ahead: nothing is written, and nothing is certified twice',
  async (t) => {
    await shiftClock(site.ra, 15 * 60);
    const { id } = await staff.createJob({ kind: 'issueCard', readerId, registrationId: 'R-0001', pins });
    const refused = { question: { kind: 'decide', reason: { code: 'release.certificate.notYetValid' } } };
    t.match(await staff.untilJob(id, 'waitingForPerson', 'finished', 'failed'), refused);
    await staff.answer(id, { kind: 'decide', decision: 'tryAgain' });
    await staff.until(() => staff.jobs.get(id)?.state === 'running');
    t.match(
      await staff.untilJob(id, 'waitingForPerson', 'finished', 'failed'),
      refused,
      'the RA gives the same certificates',
    );
    await staff.answer(id, { kind: 'decide', decision: 'stop' });
    t.match(await staff.untilJob(id, 'waitingForCard'), { failure: { code: 'job.decide.setAside' } });
    const { card: view } = await staff.untilCard(site.pcsc.readers[0] ?? '');
    t.match(view, { lifeCycle: 'incomplete', certificates: [] });
    const serial = view?.state === 'known' ? view.serial : '';
    t.match(await staff.request('GET', `/api/cards/${serial}`), { ras: [{ record: { state: 'issuing' } }] });
  },
);
