/** Registrations to try things out with. Only `--seed` brings them; docs/ra-contract.md lists the accounts. */
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import { Secret } from '../../base/secret.js';
import { hashPassword } from './passwords.js';
import { audit } from './store/audit.js';
import { insertRegistration, type NewRegistration } from './store/newRegistration.js';

interface Seed extends NewRegistration {
  readonly login?: 'changeRequired' | 'suspended';
}

/** Website password (網站密碼) of every seeded account. */
const seedPassword = 'Demo2026';

const company = (
  number: string,
  index: number,
  name: string,
  letterContact: string,
  account: string,
): Omit<Seed, 'state'> => ({
  subscriberId: number,
  userIdentifier: `${number}-00-${String(index).padStart(12, '0')}`,
  name,
  letterContact,
  account,
});

const person = (
  id: string,
  index: number,
  name: string,
  letterContact: string,
  account: string,
): Omit<Seed, 'state'> => ({
  subscriberId: id,
  userIdentifier: `${id}-01-${String(index).padStart(4, '0')}`,
  name,
  letterContact,
  account,
});

const seeds: readonly Seed[] = [
  {
    state: 'approved',
    ...company('70759028', 2, '臺灣網路認證股份有限公司', '100 臺北市中正區延平南路 85 號 10 樓', 'demo01'),
  },
  { state: 'approved', ...person('Z123456789', 58, '陳怡君', '220 新北市板橋區中山路一段 161 號', 'demo02') },
  { state: 'approved', ...person('A123456789', 12, '王𪚥明', '106 臺北市大安區信義路四段 1 號', 'demo03') },
  { state: 'approved', ...person('B220345719', 7, '林㛢雯', '403 臺中市西區臺灣大道二段 2 號', 'demo04') },
  {
    state: 'approved',
    ...company('53098713', 1, '東海岸漁產合作社', '970 花蓮縣花蓮市府前路 17 號', 'demo05'),
    login: 'changeRequired',
  },
  { state: 'approved', ...company('28451064', 3, '鼎豐精密工業有限公司', '300 新竹市東區光復路二段 101 號', 'demo06') },
  {
    state: 'approved',
    ...person('F131902446', 31, '黃志豪', '700 臺南市中西區民權路一段 199 號', 'demo07'),
    login: 'suspended',
  },
  { state: 'approved', ...person('H225771831', 4, '歐陽佩珊', '330 桃園市桃園區縣府路 1 號', 'demo08') },
  {
    state: 'approved',
    ...company('16923472', 5, '合眾票券金融股份有限公司', '104 臺北市中山區南京東路三段 70 號', 'demo09'),
  },
  { state: 'approved', ...person('N122880460', 9, '張堃', '500 彰化縣彰化市中山路二段 416 號', 'demo10') },
  { state: 'approved', ...person('K100455274', 21, '雲惟彬·馬洛', '360 苗栗縣苗栗市縣府路 100 號', 'demo11') },
  {
    state: 'approved',
    ...company('80411254', 8, '南方海運承攬運送有限公司', '806 高雄市前鎮區成功二路 4 號', 'demo12'),
  },
  { state: 'pending', ...person('E224619035', 2, '吳欣怡', '800 高雄市新興區中正三路 2 號', 'demo13') },
  {
    state: 'pending',
    ...company('80411254', 9, '南方海運承攬運送有限公司', '806 高雄市前鎮區成功二路 4 號', 'demo14'),
  },
  { state: 'issued', ...person('T288003417', 40, '潘月嬌', '900 屏東縣屏東市自由路 527 號', 'demo15') },
  { state: 'revoked', ...company('28451064', 2, '鼎豐精密工業有限公司', '300 新竹市東區光復路二段 101 號', 'demo16') },
];

/** Serial of the card that the issued one has: it is not among the cards of any demo. */
const seededCardSerial = '4790501740A10F2C55E1';

/** Fills an empty RA; one that has registrations stays as it is. */
export async function seed(db: Database, clock: Clock): Promise<void> {
  if ((await db.get('SELECT 1 FROM registration')) !== undefined) return;
  const password = Secret.fromText(seedPassword);
  // One hash for all: the password is no secret, and sixteen of them would hold up the first start by a second.
  const hash = await hashPassword(password);
  password.dispose();
  const now = timestamp(clock);
  await db.transaction(async (tx) => {
    for (const entry of seeds) {
      const id = await insertRegistration(tx, entry, { hash, changeRequired: entry.login === 'changeRequired' }, now);
      if (entry.login === 'suspended') {
        await tx.run('INSERT INTO login_failure (account, tries) VALUES (?, 3)', [entry.account]);
      }
      if (entry.state === 'issued') {
        await tx.run(
          `INSERT INTO card_order (id, registration_id, card_serial, family, opened_at, issued_at)
           VALUES (?, ?, ?, 'isoapplet', ?, ?)`,
          [`O-${id}`, id, seededCardSerial, now, now],
        );
      }
    }
    await audit(tx, now, 'ra', 'seeded', { registrations: seeds.length });
  });
}
