/** A stick is written to only where the settings allow it, and a serial is understood however it is typed. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { plainSerial } from '../../../daemon/subscribers/subscribers.js';
import { Sticks, sticksIn } from '../../../daemon/saves/sticks.js';

/** Lines as proc(5) describes them. */
const line = (device: string, place: string, options: string): string =>
  `36 35 ${device} / ${place} ${options},noatime shared:1 - vfat /dev/sdb1 rw`;

await t.test('a stick is a mount point below one of the folders that may be written to', (t) => {
  const info = [
    line('8:17', '/media/USB', 'rw'),
    line('8:33', '/media/anna/MY\\040STICK', 'rw'),
    line('8:49', '/media/anna/folder/deep', 'rw'),
    line('8:65', '/media/PROTECTED', 'ro'),
    line('8:1', '/', 'rw'),
    line('8:81', '/mediator/USB', 'rw'),
    '',
  ].join('\n');
  t.same(sticksIn(info, ['/media', '/run/media']), [
    { directory: '/media/USB', label: 'USB', device: '8:17' },
    { directory: '/media/anna/MY STICK', label: 'MY STICK', device: '8:33' },
  ]);
  t.same(sticksIn(info, []), []);
  t.end();
});

await t.test('a serial is understood however it is written', (t) => {
  for (const text of ['0a1b2c', '0A 1B 2C', '0a:1b:2c', '0x0A1B2C', '００：０Ａ１Ｂ２ｃ', ' 000A1B2C ']) {
    t.equal(plainSerial(text), '0A1B2C', text);
  }
  t.equal(plainSerial('abc'), '0ABC', 'whole octets');
  t.equal(plainSerial('00'), '00');
  for (const text of ['', 'xyz', '0A1G', '::', 'F'.repeat(65)]) t.equal(plainSerial(text), null, text);
  t.end();
});

await t.test('without a stick nothing is written anywhere', async (t) => {
  const folder = t.testdir({ USB: {} });
  const sticks = new Sticks([folder], () => undefined);
  await t.rejects(sticks.write([{ name: 'a.cer', content: Uint8Array.of(1) }]), { code: 'save.write.noStick' });
  t.same(readdirSync(join(folder, 'USB')), [], 'a folder that no stick is mounted on stays empty');
});
t.end();
