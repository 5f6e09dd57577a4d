/** The address in the QR code of a download keeps the path that phones reach. */
import t from 'tap';
import { Links } from '../../../daemon/saves/links.js';
import { Saves } from '../../../daemon/saves/saves.js';
import { Sticks } from '../../../daemon/saves/sticks.js';
import type { CertificateRecord } from '../../../sync/connector.js';

const certificate = { userIdentifier: 'Z123456789-01-0058', use: 'sign', serial: '0A', certificate: Uint8Array.of(1) };

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
    const saved = await saves.save([certificate as unknown as CertificateRecord], 'link', 'kiosk');
    const url = saved.kind === 'link' ? saved.url : '';
    t.equal(url.slice(0, -22), before);
    t.match(url.slice(-22), /^[\w-]{22}$/);
  }
});
t.end();
