/** 密碼單: what is in a letter comes out sealed to one operation; openssl opens it too. */
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import type { LetterContent } from '../../../sync/connector.js';
import { createOperationRecipient, type OperationRecipient } from '../../../base/pki/recipient.js';
import type { RaApiConnector } from '../../../sync/ra-api/connector.js';
import { connectorTo, ReferenceRaProcess } from '../../harness/referenceRa.js';
import { runTool } from '../../harness/runTool.js';
import { openssl, Workbench } from '../../unit/sync/openssl.js';
import { accepted, factOf, pinFact, refusalOf, refusedWith, releaseLetter, SoftCard } from './card.js';

let directory: string;
let server: ReferenceRaProcess;
let ra: RaApiConnector;
let recipient: OperationRecipient;
const passwords: string[] = [];

t.before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ra-'));
  // A second gateway is admitted beside the first.
  const other = await ReferenceRaProcess.start(directory, ['--port', '0', '--gateway-name', 'gateway-2']);
  await cp(join(directory, 'gateway'), join(directory, 'gateway-2'), { recursive: true });
  await other.stop();
  server = await ReferenceRaProcess.start(directory);
  ra = await server.connector();
  recipient = await createOperationRecipient('one print');
});
t.after(async () => {
  recipient.dispose();
  await ra.close();
  await server.stop();
  await rm(directory, { recursive: true });
});

function release(letterId: string, reprintReason: string | null = null, key = randomUUID()): Promise<Uint8Array> {
  const recipientCertificate = recipient.certificate;
  return releaseLetter(ra, {
    letterId,
    operator: 'officer1',
    reprintReason,
    recipientCertificate,
    idempotencyKey: key,
  });
}

async function contentOf(sealed: Uint8Array): Promise<LetterContent> {
  const secret = await recipient.open(sealed);
  return JSON.parse(secret.use((bytes) => Buffer.from(bytes).toString())) as LetterContent;
}

function printed(letterId: string, copy: number): Promise<void> {
  return accepted(ra, factOf('letterPrinted', { letterId, operator: 'officer1', copy }));
}

function login(account: string, password: string): ReturnType<RaApiConnector['authoriseByPassword']> {
  return ra.authoriseByPassword(account, Secret.fromText(password));
}

void t.test('the PINs of a card', async (t) => {
  t.same(await ra.listLetters(7), []);
  const card = new SoftCard();
  const order = await ra.openOrder('R-0004', card, randomUUID());
  await accepted(ra, await pinFact(order, 1, 'PIN1-of-card'), await pinFact(order, 2, 'PIN2-of-card'));
  const [letter] = await ra.listLetters(7);
  if (letter === undefined) throw new Error('a letter');
  const { id: letterId } = letter;
  t.match(letter, {
    kind: 'cardPins',
    registrationId: 'R-0004',
    name: '林㛢雯',
    userIdentifier: 'B220345719-01-0007',
    cardSerial: card.cardSerial,
    delivery: 'print',
    printed: 0,
    lastPrintedAt: null,
  });

  const key = randomUUID();
  const sealed = await release(letterId, null, key);
  t.same(await release(letterId, null, key), sealed, 'the same request again');
  t.same(await contentOf(sealed), {
    letterId,
    kind: 'cardPins',
    name: '林㛢雯',
    userIdentifier: 'B220345719-01-0007',
    letterContact: '403 臺中市西區臺灣大道二段 2 號',
    account: 'demo04',
    cardSerial: card.cardSerial,
    values: { pin1: 'PIN1-of-card', pin2: 'PIN2-of-card' },
  });

  await printed(letterId, 1);
  t.match(await ra.listLetters(7), [{ id: letterId, printed: 1, lastPrintedAt: /Z$/ }]);
  t.same(await refusedWith(release(letterId)), { reason: 'letterAlreadyPrinted', printed: 1 });
  t.match(await contentOf(await release(letterId, '印表機卡紙')), { values: { pin1: 'PIN1-of-card' } });
  await printed(letterId, 2);
  t.match(await ra.listLetters(7), [{ printed: 2 }]);

  t.equal(await refusalOf(release('L-nowhere')), 'letterUnknown');
  t.equal(await refusalOf(release('nowhere')), 'letterUnknown');
  const unknown = factOf('letterPrinted', { letterId: 'W-99', operator: 'officer1', copy: 1 });
  t.match(await ra.deliverFacts([unknown]), [{ accepted: false, reason: 'letterUnknown' }]);
  const { history } = await ra.registrationRecord('R-0004', { kind: 'counter', operator: 'officer1' });
  const [reprint] = history.filter(({ event }) => event === 'letterReleased');
  t.match(reprint, { facts: { operator: 'officer1', reprintReason: '印表機卡紙', printed: 1 } });
  t.equal(history.filter(({ event }) => event === 'letterPrinted').length, 2);

  await ra.spoilCard({ cardSerial: card.cardSerial, reason: 'lost', note: '', operator: 'officer1' }, randomUUID());
  t.same(await ra.listLetters(7), [], 'a spoiled card’s letter is worth nothing');
  t.equal(await refusalOf(release(letterId, 'again')), 'cardSpoiled');
});

void t.test('many in one request: an answer for each, the others’ too', async (t) => {
  const cards: SoftCard[] = [];
  for (const registrationId of ['R-0025', 'R-0026', 'R-0027']) {
    const card = new SoftCard();
    const order = await ra.openOrder(registrationId, card, randomUUID());
    await accepted(ra, await pinFact(order, 1, `of ${registrationId}`));
    cards.push(card);
  }
  t.same(await ra.listLetters(7), [], 'the counter’s list is without those of the batch line');
  const letters = await ra.lettersOf(['R-0027', 'R-0026', 'R-0025', 'R-9999', 'R-0001']);
  const idOf = (registrationId: string): string =>
    letters.find((letter) => letter.registrationId === registrationId)?.id ?? '';
  t.match(await ra.findLetter(idOf('R-0026')), {
    cardSerial: cards[1]?.cardSerial,
    printed: 0,
    releasedElsewhere: false,
  });
  t.equal(await ra.findLetter('L-nowhere'), null);
  await printed(idOf('R-0025'), 1);
  const wanted = ['R-0027', 'R-0025', 'nobody', 'R-0026'].map((registrationId) => ({
    letterId: registrationId === 'nobody' ? 'L-nowhere' : idOf(registrationId),
    reprintReason: null,
    idempotencyKey: randomUUID(),
  }));
  const request = { letters: wanted, operator: 'officer1', recipientCertificate: recipient.certificate };
  const [third, first, nobodys, second] = await ra.releaseLetters(request);
  t.match(first, { refusal: 'letterAlreadyPrinted', facts: { printed: 1 } });
  t.match(nobodys, { refusal: 'letterUnknown' });
  for (const [release, registrationId] of [
    [second, 'R-0026'],
    [third, 'R-0027'],
  ] as const) {
    if (!(release instanceof Uint8Array)) throw new Error('a letter');
    t.match(await contentOf(release), { values: { pin1: `of ${registrationId}` } });
  }
  t.same((await ra.releaseLetters(request))[0], third, 'asked again: the same letter');
  const { history } = await ra.registrationRecord('R-0027', { kind: 'counter', operator: 'officer1' });
  t.equal(history.filter(({ event }) => event === 'letterReleased').length, 1, 'and audited once');
});

void t.test('what one gateway has opened, another one opens with a reason only', async (t) => {
  const { url } = server.ready;
  const folder = join(directory, 'gateway-2');
  const gateway = {
    caFile: join(folder, 'ca.pem'),
    certificateFile: join(folder, 'gateway.pem'),
    keyFile: join(folder, 'gateway-key.pem'),
  };
  const other = await connectorTo({ url, gateway }, 30_000);
  t.teardown(() => other.close());
  const reset = { registrationId: 'R-0012', form: 'mail', delivery: 'print', operator: 'officer1' } as const;
  const { letterId } = await ra.resetWebsitePassword(reset, randomUUID());
  await release(letterId);
  t.match(await ra.findLetter(letterId), { releasedElsewhere: false });
  t.match(await other.findLetter(letterId), { releasedElsewhere: true, printed: 0 });
  const recipientCertificate = recipient.certificate;
  const print = (reprintReason: string | null): Promise<Uint8Array> =>
    releaseLetter(other, {
      letterId,
      operator: 'o2',
      reprintReason,
      recipientCertificate,
      idempotencyKey: randomUUID(),
    });
  t.same(await refusedWith(print(null)), { reason: 'letterReleasedElsewhere', gateway: 'gateway-1' });
  passwords.push((await contentOf(await print('那邊沒有印出'))).values['websitePassword'] ?? '');
  t.equal(await refusalOf(release(letterId)), 'letterReleasedElsewhere', 'now it has been opened in both places');
});

void t.test('a new website password: from the letter to the first login', async (t) => {
  const { id: authorisationId } = await login('demo02', 'Demo2026');
  const look = (): Promise<string> =>
    refusalOf(ra.registrationRecord('R-0002', { kind: 'authorisation', authorisationId }));
  t.equal(await look(), 'none');
  for (let i = 0; i < 3; i++) await refusalOf(login('demo02', 'Wrong2026'));
  t.equal(await refusalOf(login('demo02', 'Demo2026')), 'accountSuspended');
  const reset = { registrationId: 'R-0002', form: 'mail', delivery: 'print', operator: 'officer1' } as const;
  const key = randomUUID();
  const first = await ra.resetWebsitePassword(reset, key);
  t.equal(await look(), 'authorisationExpired', 'what the old password opened is shut');
  t.same(await ra.resetWebsitePassword(reset, key), first, 'the same request again');
  t.equal(
    (await ra.listLetters(1)).filter(({ registrationId }) => registrationId === 'R-0002').length,
    1,
    'one letter',
  );
  const { letterId } = await ra.resetWebsitePassword(reset, randomUUID());
  t.equal(await refusalOf(release(first.letterId)), 'letterUnknown', 'the newer one is in force');

  const content = await contentOf(await release(letterId));
  t.match(content, { kind: 'websitePassword', account: 'demo02', cardSerial: null, letterContact: /新北市/ });
  const password = content.values['websitePassword'] ?? '';
  passwords.push(password);
  t.match(password, /^[2-9A-HJ-NP-Za-km-z]{10}$/);
  t.equal(await refusalOf(login('demo02', 'Demo2026')), 'passwordWrong', 'the old one is gone');
  t.equal(await refusalOf(login('demo02', password)), 'passwordChangeRequired');
  await ra.changeWebsitePassword('demo02', Secret.fromText(password), Secret.fromText('my-own-one'));
  t.equal((await login('demo02', 'my-own-one')).registrationId, 'R-0002');
  t.equal(await refusalOf(release(letterId, 'again')), 'letterUnknown', 'what was changed is no letter’s');
  t.equal(
    await refusalOf(ra.resetWebsitePassword({ ...reset, registrationId: 'R-9999' }, randomUUID())),
    'registrationUnknown',
  );
});

void t.test('a letter that the RA sends itself', async (t) => {
  const reset = { registrationId: 'R-0003', form: 'inPerson', delivery: 'contact', operator: 'officer1' } as const;
  const { letterId } = await ra.resetWebsitePassword(reset, randomUUID());
  t.match(await ra.listLetters(1), [{ id: letterId, delivery: 'contact', printed: 0 }]);
  t.equal(await refusalOf(release(letterId)), 'letterNotForPrint');
  const { history } = await ra.registrationRecord('R-0003', { kind: 'counter', operator: 'officer1' });
  t.match(history[0], { actor: 'ra', event: 'letterSent' });
});

void t.test('openssl opens a letter that was sealed to a key of its own', async (t) => {
  const bench = await Workbench.open();
  t.teardown(() => bench.close());
  const key = join(bench.directory, 'key.pem');
  const certificate = join(bench.directory, 'certificate.pem');
  await openssl(`req -x509 -newkey rsa:2048 -nodes -subj /CN=print -keyout ${key} -out ${certificate}`);
  await openssl(`x509 -in ${certificate} -outform DER -out ${certificate}.der`);
  const reset = { registrationId: 'R-0009', form: 'inPerson', delivery: 'print', operator: 'officer1' } as const;
  const { letterId } = await ra.resetWebsitePassword(reset, randomUUID());
  const recipientCertificate = await readFile(`${certificate}.der`);
  const request = {
    letterId,
    operator: 'officer1',
    reprintReason: null,
    recipientCertificate,
    idempotencyKey: randomUUID(),
  };
  const sealed = await bench.put('letter.cms', await releaseLetter(ra, request));
  const opened = await openssl(`cms -decrypt -inform DER -in ${sealed} -inkey ${key} -recip ${certificate}`);
  const content = JSON.parse(opened) as LetterContent;
  t.match(content, { letterId, account: 'demo09' });
  passwords.push(content.values['websitePassword'] ?? '');
});

void t.test('no PIN and no password is kept in the clear', async (t) => {
  const files = await Promise.all(
    ['ra.sqlite', 'ra.sqlite-wal'].map((name) => readFile(join(directory, name), 'latin1')),
  );
  const everything = files.join() + server.log.join('\n');
  t.equal(passwords.length, 3);
  for (const secret of ['PIN1-of-card', 'PIN2-of-card', 'my-own-one', 'Wrong2026', ...passwords]) {
    t.notOk(everything.includes(secret), secret);
    t.notOk(everything.includes(Buffer.from(secret).toString('base64').slice(0, -4)), secret);
  }
  const { stdout } = await runTool('sqlite3', ['-readonly', join(directory, 'ra.sqlite'), 'PRAGMA foreign_key_check']);
  t.equal(stdout, '');
});

// Only now may the hooks of `after` run: what is open would keep the process from ending by itself.
t.end();
