/** The environment checks of pcscd, readers, cards and drivers. */
import { readFile } from 'node:fs/promises';
import t from 'tap';
import { configSchema } from '../../../config/schema.js';
import { judgeHolders } from '../../../daemon/health/checks/holders.js';
import { judgeAccess, judgeLeftovers, judgeRule, judgeService } from '../../../daemon/health/checks/pcscService.js';
import { judgeCards, judgeDrivers, judgeReaders } from '../../../daemon/health/checks/readers.js';
import { parentIn, socketNamedIn } from '../../../daemon/health/pcscClients.js';
import { modelsOf, serialReadersOf } from '../../../daemon/health/readerDrivers.js';

const settings = (more: object) => ({ ...configSchema.parse({ ras: ['ra.yaml'], ...more }), ras: [] });

void t.test('pcscd', (t) => {
  t.match(judgeService(true, 'pcsc-lite version 1.9.9.\nCopyright'), { state: 'ok', facts: { version: '1.9.9' } });
  t.match(judgeService(false, 'pcsc-lite version 2.3.3.'), {
    state: 'failed',
    present: { en: 'Does not answer, version 2.3.3' },
  });
  t.match(judgeService(false, null), { state: 'failed', present: { 'zh-TW': '沒有回應，沒有安裝' } });
  t.end();
});

void t.test('what a pcscd left behind', (t) => {
  t.equal(judgeLeftovers('pcscd.pid', null, '').state, 'ok', 'no file');
  t.equal(judgeLeftovers('pcscd.pid', 7, '').state, 'ok', 'pcscd itself takes away what names a dead process');
  t.equal(judgeLeftovers('pcscd.pid', 7, '/usr/sbin/pcscd --foreground').state, 'ok');
  t.match(judgeLeftovers('pcscd.pid', 7, 'chromium --kiosk'), {
    state: 'failed',
    present: { en: /process 7.*chromium/ },
  });
  t.end();
});

void t.test('who reaches the readers', (t) => {
  t.equal(judgeAccess(0o140660, true).state, 'ok');
  t.equal(judgeAccess(0o140660, false).state, 'failed', 'another group, and so not the gateway');
  t.match(judgeAccess(0o140666, true), { state: 'warn', facts: { mode: '0666' } });
  t.equal(judgeRule('rule', 'rule').state, 'ok');
  t.equal(judgeRule('older rule', 'rule').state, 'warn');
  t.equal(judgeRule(null, 'rule').state, 'warn', 'not installed');
  t.equal(judgeRule(undefined, 'rule').state, 'unknown', 'hidden');
  t.end();
});

void t.test('readers, found and named', (t) => {
  const a = { pcscName: 'ACS ACR39U ICC Reader 00 00', name: 'A1' };
  t.equal(judgeReaders([], settings({})).state, 'failed');
  t.match(judgeReaders([a], settings({ readerNames: { 'ACS ACR39U ICC Reader 00 00': 'A1' }, kioskReader: 'A1' })), {
    state: 'ok',
    present: { en: 'A1: ACS ACR39U ICC Reader 00 00' },
  });
  t.match(judgeReaders([a], settings({ readerNames: { 'ACS ACR39U ICC Reader 00 00': 'A1', 'Other 01 00': 'A2' } })), {
    state: 'warn',
    present: { en: /not found: A2 \(Other 01 00\)/ },
    facts: { missing: 1 },
  });
  t.match(judgeReaders([a], settings({ kioskReader: 'B7' })), { state: 'warn', present: { en: /kioskReader: B7/ } });
  t.end();
});

void t.test('cards', (t) => {
  const reader = { pcscName: 'R', name: 'A1' };
  const known = {
    state: 'known',
    family: 'f',
    serial: '00AA',
    lifeCycle: 'blank',
    pins: [],
    certificates: [],
    keys: [],
    pinRule: { minLength: 1, maxLength: 2, characters: '.' },
  } as const;
  const failed = { state: 'failed', failure: { code: 'card.transport.heldByOther', facts: {} } } as const;
  t.equal(judgeCards([]).state, 'unknown');
  t.match(
    judgeCards([
      { ...reader, card: known },
      { ...reader, card: null },
    ]),
    { state: 'ok', facts: { cards: 1 } },
  );
  t.equal(judgeCards([{ ...reader, card: 'held' }]).state, 'ok', 'a job is at work');
  t.match(judgeCards([{ ...reader, card: { state: 'unknown', atr: '3B00' } }]), {
    state: 'warn',
    present: { en: /3B00/ },
  });
  const reasons = [{ family: 'isoapplet-pair', reason: 'SELECT answered 6A82' }];
  t.match(judgeCards([{ ...reader, card: { state: 'unknown', atr: '3B00', reasons } }]), {
    present: { en: /3B00; isoapplet-pair: SELECT answered 6A82/, 'zh-TW': /isoapplet-pair：SELECT answered 6A82/ },
  });
  t.match(
    judgeCards([
      { ...reader, card: known },
      { ...reader, card: failed },
    ]),
    {
      state: 'failed',
      present: { 'zh-TW': /另一個程式/ },
    },
  );
  t.end();
});

void t.test('others who use the readers', (t) => {
  t.equal(judgeHolders({ others: [], unseen: 0 }, true).state, 'ok');
  t.equal(judgeHolders({ others: [], unseen: 3 }, false).state, 'unknown', 'what cannot be seen is not called absent');
  t.match(judgeHolders({ others: [{ pid: 9, command: 'scriptor' }], unseen: 3 }, false), {
    state: 'warn',
    present: { en: /^Process 9: scriptor\n3 more/ },
  });
  t.equal(socketNamedIn('A=1\0PCSCLITE_CSOCK_NAME=/run/x\0'), '/run/x');
  t.equal(socketNamedIn('A=PCSCLITE_CSOCK_NAME=/run/x\0'), null);
  t.equal(parentIn('12 (a) b) S 7 12 12 0'), 7);
  t.end();
});

void t.test('drivers: the list that Debian’s own driver ships', async (t) => {
  const plist = await readFile('/usr/lib/pcsc/drivers/ifd-ccid.bundle/Contents/Info.plist', 'utf8');
  const models = modelsOf(plist);
  t.ok(models.length > 100);
  t.match(
    models.find(({ friendlyName }) => friendlyName === 'ACS ACR39U ICC Reader'),
    {
      usbId: '072f:b100',
      driver: /^CCIDCLASSDRIVER \d+\.\d+\.\d+$/,
    },
  );
});

void t.test('drivers: a list in small, and a reader on a serial line', (t) => {
  const plist = `<key>CFBundleName</key> <string>D</string> <key>CFBundleShortVersionString</key><string>1.2</string>
    <key>ifdVendorID</key><array><string>0x072F</string></array><key>ifdProductID</key><array><string>0x0A</string></array>
    <key>ifdFriendlyName</key><array><string>R &amp; S</string></array>`;
  t.strictSame(modelsOf(plist), [{ friendlyName: 'R & S', usbId: '072f:000a', driver: 'D 1.2' }]);
  const conf = 'FRIENDLYNAME "Virtual Reader A"\nDEVICENAME /dev/null:0x8C7B\n# LIBPATH /no\nLIBPATH /usr/lib/x.so\n';
  t.strictSame([...serialReadersOf(conf)], [['Virtual Reader A', '/usr/lib/x.so']]);
  t.equal(judgeDrivers([]).state, 'unknown');
  t.equal(judgeDrivers([{ reader: 'A1', driver: 'D 1.2', firmware: null }]).state, 'ok');
  t.match(judgeDrivers([{ reader: 'A1', driver: null, firmware: null }]), { state: 'unknown', facts: { known: 0 } });
  t.end();
});
