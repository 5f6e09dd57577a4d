/** The address in the QR code of a download keeps the path that phones reach. */
import t from 'tap';
import type { AuditEntry } from '../../../daemon/audit/audit.js';
import { Links } from '../../../daemon/saves/links.js';
import { Saves, type CertificateOfRa } from '../../../daemon/saves/saves.js';
import { Sticks } from '../../../daemon/saves/sticks.js';

const content = { userIdentifier: 'Z123456789-01-0058', use: 'sign', certificate: Uint8Array.of(1) };
const certificate = (raId: string, serial: string) => ({ ...content, raId, serial }) as unknown as CertificateOfRa;

await t.test('what stands in the QR code keeps the path of the address that phones reach', async (t) => {
  for (const [base, before] of [
    ['http://kiosk.example:8480', 'http://kiosk.example:8480/d/'],
    ['https://ra.example/kiosk', 'https://ra.example/kiosk/d/'],
    ['https://ra.example/kiosk/', 'https://ra.example/kiosk/d/'],
  ] as const) {
    const saves = new Saves({
      sticks: new Sticks([], () => undefined),
      links: new Links({ now: () => 0 }, 60_000),
      linkBase: () => base,
      audit: { append: () => Promise.resolve() },
    });
    const saved = await saves.save([certificate('a', '0A')], 'link', 'kiosk');
    const url = saved.kind === 'link' ? saved.url : '';
    t.equal(url.slice(0, -22), before);
    t.match(url.slice(-22), /^[\w-]{22}$/);
  }
});

await t.test('each entry names the RA whose certificates were saved', async (t) => {
  const recorded: AuditEntry[] = [];
  const saves = new Saves({
    sticks: new Sticks([], () => undefined),
    links: new Links({ now: () => 0 }, 60_000),
    linkBase: () => 'http://kiosk.example:8480',
    audit: { append: (entry) => Promise.resolve(void recorded.push(entry)) },
  });
  const saved = await saves.save(
    [certificate('a', '0A'), certificate('b', '0B'), certificate('a', '0C')],
    'link',
    'lin',
  );
  t.equal(saved.files.length, 3);
  const entry = { actor: 'lin', action: 'certificates.saved' };
  t.strictSame(recorded, [
    { ...entry, subject: '0A 0C', facts: { target: 'link', ra: 'a' } },
    { ...entry, subject: '0B', facts: { target: 'link', ra: 'b' } },
  ]);
});
t.end();
