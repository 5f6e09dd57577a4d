/** A card is issued and unblocked through every layer, OpenSC and openssl judge it, and no secret is left in a file. */
import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { officer, Site } from '../../harness/site.js';
import { cardStateSchema } from '../../virtual/cardState.js';

const site = await Site.start({ readers: 2 });
t.teardown(() => site.stop());
const [readerName = ''] = site.pcsc.readers;
const pins = { pin1: 'Aa12345678', pin2: 'Zz87654321' };

await t.test('a card is issued, locked and unblocked, and leaves no secret behind', async (t) => {
  let stateFile = '';
  await t.test('a blank card is issued, and OpenSC and openssl agree', async (t) => {
    const staff = await site.staff();
    const card = await site.pcsc.createCard();
    stateFile = card.stateFile;
    await card.insert(0);
    const reader = await staff.untilCard(readerName);
    const order = {
      kind: 'issueCard',
      readerId: reader.id,
      registrationId: 'R-0001',
      pins: { mode: 'chosen', ...pins },
    };
    const { id } = await staff.createJob(order);
    const job = await staff.untilJob(id, 'finished', 'failed', 'waitingForPerson', 'waitingForRa');
    t.equal(job.state, 'finished', JSON.stringify(job.failure));
    t.equal(job.result?.lifeCycle, 'issued');
    const [sign, encrypt] = job.result?.certificates ?? [];
    t.equal(sign?.notAfter, encrypt?.notAfter, 'both end on the same day');
    t.match(sign?.notAfter, /T15:59:59/, '23:59:59 in Taipei');

    // The gateway reads the card once more before it lets go of it.
    await staff.untilCard(readerName);
    for (const [use, pin] of [
      ['sign', pins.pin1],
      ['encrypt', pins.pin2],
    ] as const) {
      const dump = await site.pcsc.run('pkcs15-tool', ['-D']);
      t.match(dump.stdout, /70759028-00-000000000002/);
      const certificate = await site.pcsc.run('pkcs15-tool', ['--read-certificate', '45']);
      t.equal(certificate.code, 0, certificate.stderr);
      const file = join(site.directory, `${use}.pem`);
      writeFileSync(file, certificate.stdout);
      const verified = await site.pcsc.run('openssl', ['verify', '-CAfile', site.ra.ready.caFile, file]);
      t.match(verified.stdout, /: OK/);
      const data = join(site.directory, 'data');
      writeFileSync(data, 'to be signed');
      const signature = join(site.directory, `${use}.sig`);
      const signed = await site.pcsc.run('pkcs11-tool', [
        '--module',
        'opensc-pkcs11.so',
        '--login',
        '--pin',
        pin,
        '--sign',
        '--mechanism',
        'SHA256-RSA-PKCS',
        '--id',
        '45',
        '--input-file',
        data,
        '--output-file',
        signature,
      ]);
      t.equal(signed.code, 0, signed.stderr);
      const key = join(site.directory, `${use}.pub`);
      writeFileSync(key, new X509Certificate(certificate.stdout).publicKey.export({ type: 'spki', format: 'pem' }));
      const checked = await site.pcsc.run('openssl', [
        'dgst',
        '-sha256',
        '-verify',
        key,
        '-signature',
        signature,
        data,
      ]);
      t.match(checked.stdout, /Verified OK/);
      await card.exchangeInstances();
    }
  });

  await t.test('a locked PIN 2 is unblocked at the kiosk with the website password', async (t) => {
    const kiosk = await site.kiosk();
    const reader = await kiosk.untilCard(readerName);
    for (const lastTryConfirmed of [false, false, true]) {
      const change = {
        kind: 'changePin',
        readerId: reader.id,
        pin: 2,
        oldPin: 'wrongPin01',
        newPin: 'newPin1234',
        lastTryConfirmed,
      };
      const { id } = await kiosk.createJob(change);
      const job = await kiosk.untilJob(id, 'failed', 'finished');
      t.match(job.failure?.code, /card.pin/);
      await kiosk.untilCard(readerName);
    }
    const locked = await kiosk.untilCard(readerName);
    t.match(locked.card, { pins: [{ triesLeft: 3 }, { triesLeft: 0 }] });

    const unblock = { kind: 'unblockPin', readerId: reader.id, pin: 2, newPin: 'Unblocked99' };
    await t.rejects(kiosk.createJob(unblock), { message: 'unblockPin.create.notAuthorised' });
    const credentials = { readerId: reader.id, pin: 2, account: 'demo01' };
    await t.rejects(kiosk.request('POST', '/api/authorisations', { ...credentials, password: 'wrong' }), {
      message: 'ra.refused.passwordWrong',
    });
    await kiosk.request('POST', '/api/authorisations', { ...credentials, password: 'Demo2026' });
    const { id } = await kiosk.createJob(unblock);
    const job = await kiosk.untilJob(id, 'finished', 'failed', 'waitingForPerson', 'waitingForRa');
    t.equal(job.state, 'finished', JSON.stringify(job.failure));
    const after = await kiosk.untilCard(readerName);
    t.match(after.card, { pins: [{ triesLeft: 3 }, { triesLeft: 3 }] });

    const change = { kind: 'changePin', readerId: reader.id, pin: 2, oldPin: 'Unblocked99', newPin: pins.pin2 };
    const changed = await kiosk.createJob(change);
    t.equal((await kiosk.untilJob(changed.id, 'finished', 'failed')).state, 'finished', 'the new PIN is in force');
  });

  await t.test('not a byte of a PIN, PUK or password stands in a log, a database or any other file', async (t) => {
    await site.gateway.stop();
    await site.ra.stop();
    const puks = cardStateSchema
      .parse(JSON.parse(readFileSync(stateFile, 'utf8')))
      .instances.map(({ puk }) => Buffer.from(puk.value ?? '', 'hex').toString('latin1'));
    t.equal(puks.filter(({ length }) => length === 16).length, 2, 'both PUKs are known to this test');
    const secrets = [pins.pin1, pins.pin2, 'Unblocked99', 'wrongPin01', 'Demo2026', officer.password, ...puks];
    const written = ['gateway', 'ra'].flatMap((folder) =>
      readdirSync(join(site.directory, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name)),
    );
    t.ok(written.some((file) => file.endsWith('gateway.db')));
    const places = new Map(written.map((file) => [file, readFileSync(file)]));
    places.set('logs', Buffer.from([...site.gateway.log, ...site.ra.log].join('\n')));
    for (const secret of secrets) {
      const forms = [secret, Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('hex').toUpperCase()];
      forms.push(Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -1));
      const found = [...places]
        .filter(([, bytes]) => forms.some((form) => bytes.includes(form)))
        .map(([place]) => place);
      t.same(found, [], 'found nowhere');
    }
  });
});
t.end();
