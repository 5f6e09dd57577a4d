/** Everything that a person types a secret for, with secrets that stand nowhere else. */
import type { ApiClient } from './apiClient.js';
import { registerApproved, websitePassword } from './raOffice.js';
import { officer, type Site } from './site.js';

/** What was typed. */
export const typedSecrets = {
  pin1: 'CanPinOne1Zq',
  pin2: 'CanPinTwo2Yw',
  wrongPin: 'CanPinBad3Xe',
  changedPin: 'CanPinNew4Wr',
  unblockedPin: 'CanPinFre5Vt',
  websitePassword,
  mistypedWebsite: 'CanWebBad6Uy',
  changedWebsite: 'CanWebNew7"Ti',
  staffPassword: officer.password,
  mistypedStaff: 'CanStaffBad8-Sophie',
} as const;

async function ended(client: ApiClient, order: object, ...states: ('finished' | 'failed')[]): Promise<void> {
  const { id } = await client.createJob(order);
  const job = await client.untilJob(id, 'finished', 'failed', 'cancelled', 'waitingForPerson', 'waitingForRa');
  if (!states.some((state) => state === job.state)) throw new Error(`${job.state}: ${JSON.stringify(job.failure)}`);
}

async function refused(request: Promise<unknown>): Promise<void> {
  const isRefused = await request.then(
    () => false,
    () => true,
  );
  if (!isRefused) throw new Error('a wrong secret was accepted');
}

/** A card is issued, its PINs are changed and unblocked, a subscriber and an officer log in. @param site with officer as staff */
export async function typeEverySecret(site: Site): Promise<void> {
  const typed = typedSecrets;
  const [pcscName = ''] = site.pcsc.readers;
  const [person] = await registerApproved(site.ra, 1);
  if (person === undefined) throw new Error('nobody was registered');
  await refused(site.staff({ name: officer.name, password: typed.mistypedStaff }));
  // A wrong password is followed by a pause.
  const staff = await untilLetIn(site);
  const card = await site.pcsc.createCard();
  await card.insert(0);
  const { id: readerId } = await staff.untilCard(pcscName);
  const pins = { mode: 'chosen', pin1: typed.pin1, pin2: typed.pin2 };
  await ended(staff, { kind: 'issueCard', readerId, registrationId: person.id, pins }, 'finished');

  const kiosk = await site.kiosk();
  await kiosk.untilCard(pcscName);
  const change = { kind: 'changePin', readerId, pin: 2, newPin: typed.changedPin };
  await ended(kiosk, { ...change, oldPin: typed.wrongPin }, 'failed');
  await kiosk.untilCard(pcscName);
  await ended(kiosk, { ...change, oldPin: typed.pin2 }, 'finished');

  await card.presetTries(1, 0);
  await kiosk.untilCard(pcscName);
  const { account } = person;
  const login = { readerId, pin: 1, account };
  await refused(kiosk.request('POST', '/api/authorisations', { ...login, password: typed.mistypedWebsite }));
  await kiosk.request('POST', '/api/authorisations', { ...login, password: websitePassword });
  await ended(kiosk, { kind: 'unblockPin', readerId, pin: 1, newPin: typed.unblockedPin }, 'finished');
  await kiosk.request('POST', '/api/logins', { account, password: websitePassword });
  const passwords = { oldPassword: websitePassword, newPassword: typed.changedWebsite };
  await kiosk.request('POST', '/api/website-password', { account, ...passwords });
}

async function untilLetIn(site: Site): Promise<ApiClient> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await site.staff();
    } catch (error) {
      if (attempt === 30 || !(error instanceof Error) || error.message !== 'staff.login.throttled') throw error;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}
