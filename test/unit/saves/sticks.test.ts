/** A stick is written to only where the settings allow it, and a serial is understood however it is typed. */
import { readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { plainSerial } from '../../../daemon/subscribers/subscribers.js';
import { syncFolder } from '../../../daemon/saves/stickFile.js';
import { chosenOf, Sticks, sticksIn } from '../../../daemon/saves/sticks.js';

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
    { directory: '/media/USB', label: 'USB', device: '8:17', readOnly: false },
    { directory: '/media/anna/MY STICK', label: 'MY STICK', device: '8:33', readOnly: false },
    { directory: '/media/PROTECTED', label: 'PROTECTED', device: '8:65', readOnly: true },
  ]);
  const disc = '36 35 11:0 / /media/DISC ro,noatime shared:1 - iso9660 /dev/sr0 ro';
  t.same(sticksIn(disc, ['/media']), [], 'a disc is no write-protected stick');
  const protectedInside = '36 35 8:97 / /media/SWITCH rw,noatime shared:1 - vfat /dev/sdc1 ro';
  t.match(sticksIn(protectedInside, ['/media']), [{ label: 'SWITCH', readOnly: true }]);
  t.same(sticksIn(info, []), []);
  t.end();
});

await t.test('of several partitions the largest that can be written to is chosen', async (t) => {
  const sizes: Readonly<Record<string, bigint>> = { DATA: 60_000_000_000n, VTOYEFI: 33_554_432n, OLD: 90_000_000_000n };
  const stick = (label: string, readOnly = false) => ({
    directory: `/media/${label}`,
    label,
    device: '8:17',
    readOnly,
  });
  const choose = async (...sticks: readonly ReturnType<typeof stick>[]) =>
    (await chosenOf(sticks, ({ label }) => Promise.resolve(sizes[label] ?? 0n)))?.label ?? null;
  t.equal(await choose(stick('DATA'), stick('VTOYEFI')), 'DATA');
  t.equal(await choose(stick('VTOYEFI'), stick('DATA')), 'DATA');
  t.equal(await choose(stick('OLD', true), stick('DATA'), stick('VTOYEFI')), 'DATA');
  t.equal(await choose(stick('OLD', true)), 'OLD', 'so that it can be said that it is write-protected');
  t.equal(await choose(), null);
});

await t.test('a folder that cannot be synchronised is no loss', async (t) => {
  const handle = await open('/proc/self');
  await t.rejects(handle.sync(), { code: 'EINVAL' }, 'the kernel offers it for no folder there');
  await handle.close();
  await syncFolder('/proc/self');
  await t.rejects(syncFolder('/nowhere'), { code: 'ENOENT' });
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
