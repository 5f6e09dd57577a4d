/** The connector to an RA: requests are those of the contract, and what the RA says is passed on as it was meant. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { RaRefusedError } from '../../../sync/connector.js';
import type { Fact } from '../../../sync/facts.js';
import { errorOf, FarEnd } from './farEnd.js';

const far = await FarEnd.start();
t.beforeEach(() => far.forget());
t.after(() => far.stop());

void t.test('a password arrives as it was typed, whatever is in it', async (t) => {
  far.says(200, { changedAt: '2026-01-01T00:00:00Z' });
  const passwords = ['a"b\\c 臺😀', '\u0001\u001f\n/'] as const;
  await far.ra.changeWebsitePassword('who"?', Secret.fromText(passwords[0]), Secret.fromText(passwords[1]));
  t.same(JSON.parse(far.seen[0]?.body ?? ''), {
    account: 'who"?',
    oldPassword: passwords[0],
    newPassword: passwords[1],
  });
});

void t.test('requests are those of the contract', async (t) => {
  const idempotencyKey = randomUUID();
  far.says(200, { id: 'A', cardSerial: 'AA', pin: 2, name: '王𪚥明', expiresAt: '2026-03-04T00:00:00Z' });
  const password = Secret.fromText('𪚥-wörd');
  const authorisation = await far.ra.authoriseUnblock('acc', password, { cardSerial: 'AA', pin: 2 });
  t.equal(authorisation.name, '王𪚥明');
  far.says(200, { sealedPuk: 'AQID' });
  const ground = { kind: 'order', orderId: 'O' } as const;
  const recipientCertificate = Uint8Array.of(4, 5, 6);
  t.same(
    await far.ra.releasePuk({ ground, cardSerial: 'AA', pin: 1, recipientCertificate }, idempotencyKey),
    [1, 2, 3],
  );
  far.says(200, { certificates: [{ use: 'sign', certificate: 'AQID' }] });
  await far.ra.requestCertificates('O/1', [{ use: 'sign', request: Uint8Array.of(7) }], idempotencyKey);
  t.same(
    far.seen.map(({ body, ...rest }) => ({ ...rest, body: JSON.parse(body) as unknown })),
    [
      {
        method: 'POST',
        url: '/v1/unblock-authorisations',
        key: undefined,
        body: { account: 'acc', password: '𪚥-wörd', cardSerial: 'AA', pin: 2 },
      },
      {
        method: 'POST',
        url: '/v1/puk-releases',
        key: idempotencyKey,
        body: { ground, cardSerial: 'AA', pin: 1, recipientCertificate: 'BAUG' },
      },
      {
        method: 'POST',
        url: '/v1/orders/O%2F1/certificates',
        key: idempotencyKey,
        body: { requests: [{ use: 'sign', request: 'Bw==' }] },
      },
    ],
  );
});

void t.test('the RA’s own no is a refusal with its facts', async (t) => {
  const problem = { type: 'about:blank', title: 'no', status: 403, reason: 'passwordWrong', facts: { triesLeft: 2 } };
  far.says(403, problem, 'application/problem+json; charset=utf-8');
  const error = await errorOf(far.ra.ping());
  t.ok(error instanceof RaRefusedError && error.refusal === 'passwordWrong' && error.facts['triesLeft'] === 2);
});

void t.test('the media type of a refusal compares without case', async (t) => {
  const problem = { type: 'about:blank', title: 'no', status: 403, reason: 'passwordWrong', facts: { triesLeft: 2 } };
  const types = ['Application/Problem+JSON', 'APPLICATION/PROBLEM+JSON;charset=UTF-8', 'application/problem+json '];
  for (const type of types) {
    far.says(403, problem, type);
    t.match(await errorOf(far.ra.ping()), { name: 'RaRefusedError', facts: { triesLeft: 2 } }, type);
  }
  far.says(403, problem, 'application/problem+json-seq');
  t.match(await errorOf(far.ra.ping()), { name: 'RaUnavailableError' });
});

void t.test('a reason that the gateway does not know is a refusal too', async (t) => {
  const facts = { since: { nested: true } };
  far.says(
    409,
    { type: 'about:blank', title: 'no', status: 409, reason: 'cardMelted', facts },
    'application/problem+json',
  );
  const one = { refusal: 'unrecognised', facts: { reason: 'cardMelted' }, reason: 'cardMelted' };
  t.match(await errorOf(far.ra.ping()), one);
  t.match(await errorOf(far.ra.deliverFacts([])), one);
  far.says(200, { results: [{ outcome: 'refused', reason: 'cardMelted', facts }, { outcome: 'failed' }] });
  const card = { cardSerial: 'AA', family: 'isoapplet' };
  // The first request goes alone; the two that come meanwhile go together.
  const [, second, third] = await Promise.allSettled(
    ['R-1', 'R-2', 'R-3'].map((id) => far.ra.openOrder(id, card, randomUUID())),
  );
  t.match(second, { status: 'rejected', reason: one });
  t.match(third, { status: 'rejected', reason: { name: 'RaUnavailableError' } }, 'and no other is refused with it');
  const reason = `${'長'.repeat(30)}${'x'.repeat(99)}`;
  far.says(409, { type: 'about:blank', title: 'no', status: 409, reason }, 'application/problem+json');
  const shown = { facts: { reason: `${'?'.repeat(30)}${'x'.repeat(34)}` } };
  t.match(await errorOf(far.ra.ping()), shown, 'as far as it is shown');
});

void t.test('what the RA gives is looked at before it is passed on', async (t) => {
  far.says(200, '<html>a proxy</html>', 'text/html');
  t.match(await errorOf(far.ra.certificateRevocationList()), { name: 'RaUnavailableError' });
  const challenge = (text: string): object => ({ id: 'x', challenge: text, expiresAt: '2026-03-04T00:00:00Z' });
  const bytes = Buffer.alloc(32, 7);
  far.says(200, challenge(bytes.toString('base64')));
  t.same((await far.ra.challengeCard('4A')).challenge, bytes);
  const damaged = [bytes.subarray(1).toString('base64'), `${bytes.toString('base64').slice(0, -2)}d=`, 'no base64'];
  for (const text of damaged) {
    far.says(200, challenge(text));
    t.match(await errorOf(far.ra.challengeCard('4A')), { name: 'RaUnavailableError' }, text);
  }
  far.says(200, { certificate: null });
  t.equal(await far.ra.findCertificate('4A'), null, 'none is an answer');
});

void t.test('passwords and grounds travel in the body, never in the address', async (t) => {
  far.says(200, { id: 'a', registrationId: 'R-1', name: '陳怡君', expiresAt: '2026-03-04T00:00:00Z' });
  await far.ra.authoriseByPassword('demo02', Secret.fromText('Demo2026'));
  far.says(200, { changedAt: '2026-03-04T00:00:00Z' });
  await far.ra.changeWebsitePassword('demo02', Secret.fromText('Demo2026'), Secret.fromText('Fresh-2026'));
  far.says(200, { certificates: [] });
  await far.ra.certificatesOfCard('AA', { kind: 'authorisation', authorisationId: 'opens-a-door' });
  t.same(
    far.seen.map(({ url }) => url),
    ['/v1/password-authorisations', '/v1/password-changes', '/v1/cards/AA/certificates'],
  );
  t.same(
    far.seen.map(({ body }) => JSON.parse(body) as unknown),
    [
      { account: 'demo02', password: 'Demo2026' },
      { account: 'demo02', oldPassword: 'Demo2026', newPassword: 'Fresh-2026' },
      { ground: { kind: 'authorisation', authorisationId: 'opens-a-door' } },
    ],
  );
});

void t.test('facts that were not answered one by one are not delivered', async (t) => {
  const body = { cardSerial: 'AA', pin: 1, operationId: 'x', pukReplaced: false } as const;
  const fact: Fact = { id: randomUUID(), kind: 'pukUsed', madeAt: '2026-03-04T00:00:00Z', body };
  far.says(200, { deliveries: [] });
  t.match(await errorOf(far.ra.deliverFacts([fact])), { name: 'RaUnavailableError' });
  far.says(200, { deliveries: [{ id: randomUUID(), accepted: true }] });
  t.match(await errorOf(far.ra.deliverFacts([fact])), { name: 'RaUnavailableError' });
  far.says(200, { deliveries: [{ id: fact.id, accepted: false, reason: 'no' }] });
  t.same(await far.ra.deliverFacts([fact]), [{ id: fact.id, accepted: false, reason: 'no' }]);
});

// Only now may the hooks of `after` run: what is open would keep the process from ending by itself.
t.end();
