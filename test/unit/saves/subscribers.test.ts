/** What a screen's session keeps of a subscriber, and when it lets go of it. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import type { AuditEntry } from '../../../daemon/audit/audit.js';
import type { RaProfile } from '../../../config/raProfile.js';
import type { Actor } from '../../../daemon/operators/actor.js';
import type { RaLink } from '../../../daemon/ras/raLink.js';
import { Ras } from '../../../daemon/ras/ras.js';
import { Subscribers } from '../../../daemon/subscribers/subscribers.js';
import {
  RaRefusedError,
  type CertificateRecord,
  type RaConnector,
  type RegistrationRecord,
} from '../../../sync/connector.js';
import { softKey } from '../sync/openssl.js';
import { certificateFor } from '../card/support/certificates.js';

const kiosk: Actor = { kind: 'kiosk', sessionId: 'k', place: 'kiosk' };
const certificate: CertificateRecord = {
  id: 'C-000001',
  userIdentifier: 'Z123456789-01-0058',
  serial: '0A1B',
  status: 'valid',
  use: 'sign',
  cardSerial: '4790',
  certificate: certificateFor(softKey('rsa').publicKey, 0),
  revokedAt: null,
  revocationReason: null,
};
const registration = { id: 'R-0001' } as RegistrationRecord['registration'];
const record = {
  registration,
  account: 'a',
  certificates: [certificate],
  acceptedTerms: [],
} as unknown as RegistrationRecord;

/** An RA that knows one password and one certificate. */
const knowing: Partial<RaConnector> = {
  authoriseByPassword: (_account, password) =>
    password.use((bytes) => Buffer.from(bytes).toString()) === 'right'
      ? Promise.resolve({
          id: randomUUID(),
          registrationId: 'R-0001',
          name: '王小明',
          expiresAt: '2099-01-01T00:00:00Z',
        })
      : Promise.reject(new RaRefusedError('passwordWrong', { triesLeft: 2 })),
  registrationRecord: () => Promise.resolve(record),
  findCertificate: (serial) => Promise.resolve(serial === certificate.serial ? certificate : null),
};

function subscribersOf(ra: Partial<RaConnector>, recorded: AuditEntry[] = []): Subscribers {
  const profile = { id: 'test' } as RaProfile;
  const ras = new Ras([{ profile, connector: ra as RaConnector, link: {} as unknown as RaLink }]);
  return new Subscribers(ras, { append: (entry) => Promise.resolve(void recorded.push(entry)) });
}

const login = (subscribers: Subscribers, password = 'right'): Promise<unknown> =>
  subscribers.login(kiosk, { raId: undefined, account: 'a' }, Secret.fromText(password));

await t.test('the answer to somebody who has gone leaves nothing for the next', async (t) => {
  let answer = (): void => undefined;
  let asked = (): void => undefined;
  const asking = new Promise<void>((resolve) => (asked = resolve));
  const subscribers = subscribersOf({
    ...knowing,
    registrationRecord: () =>
      new Promise((resolve) => {
        answer = () => resolve(record);
        asked();
      }),
  });
  await login(subscribers);
  const late = subscribers.record(kiosk);
  await asking;
  subscribers.endSession(kiosk);
  answer();
  await t.rejects(late, { code: 'subscriber.record.notLoggedIn' });
  t.throws(() => subscribers.shown(kiosk, [certificate.serial]), { code: 'save.write.notShown' });
  t.equal(subscribers.loginOf(kiosk), null);
});

await t.test('another login, right or wrong, ends the one before', async (t) => {
  const subscribers = subscribersOf(knowing);
  await login(subscribers);
  await subscribers.record(kiosk);
  t.match(subscribers.shown(kiosk, [certificate.serial]), [{ serial: certificate.serial, raId: 'test' }]);
  await t.rejects(login(subscribers, 'wrong'), { code: 'ra.refused.passwordWrong' });
  t.equal(subscribers.loginOf(kiosk), null);
  await t.rejects(subscribers.record(kiosk), { code: 'subscriber.record.notLoggedIn' });
  t.throws(() => subscribers.shown(kiosk, [certificate.serial]), { code: 'save.write.notShown' });
});

await t.test('a partner’s certificate: without the card it is on', async (t) => {
  const subscribers = subscribersOf(knowing);
  t.match(await subscribers.partnerCertificate(kiosk, undefined, '0a:1b'), { id: 'C-000001', cardSerial: null });
  t.match(subscribers.shown(kiosk, [certificate.serial]), [{ raId: 'test' }], 'it may be saved, as one of this RA');
  t.equal(await subscribers.partnerCertificate(kiosk, undefined, '0A1C'), null);
});

await t.test('a changed website password is recorded as the RA’s', async (t) => {
  const recorded: AuditEntry[] = [];
  const subscribers = subscribersOf({ changeWebsitePassword: () => Promise.resolve() }, recorded);
  const passwords = { old: Secret.fromText('old'), new: Secret.fromText('new') };
  await subscribers.changeWebsitePassword(kiosk, { raId: undefined, account: 'a' }, passwords);
  const entry = { actor: 'kiosk', action: 'websitePassword.changed', subject: 'test', facts: { ra: 'test' } };
  t.strictSame(recorded, [entry]);
});
