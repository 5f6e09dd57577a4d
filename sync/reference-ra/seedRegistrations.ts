/** The registrations of `--seed`. Names, identifiers and addresses are invented. */
import type { NewRegistration } from './store/newRegistration.js';

export interface Seed extends NewRegistration {
  readonly login?: 'changeRequired' | 'suspended';
}

/** Id (統一編號 or 身分證號), number of the registration, 用戶名稱, postal address and 網站帳號. */
type SeedRow = readonly [id: string, index: number, name: string, letterContact: string, account: string];

const company = (...[id, index, name, letterContact, account]: SeedRow): Omit<Seed, 'state'> => ({
  subscriberId: id,
  userIdentifier: `${id}-00-${String(index).padStart(12, '0')}`,
  name,
  letterContact,
  account,
});

const person = (...[id, index, name, letterContact, account]: SeedRow): Omit<Seed, 'state'> => ({
  subscriberId: id,
  userIdentifier: `${id}-01-${String(index).padStart(4, '0')}`,
  name,
  letterContact,
  account,
});

/** In the order of their ids. */
export const seeds: readonly Seed[] = [
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
  { state: 'approved', ...person('D246801359', 3, '龍𪚥㛢', '260 宜蘭縣宜蘭市縣政北路 1 號', 'demo17') },
  {
    state: 'approved',
    ...company(
      '99002413',
      1,
      '財團法人中華民國臺灣地區沿近海漁業及水產養殖業從業人員互助保險暨海上救難基金會附設南部地區漁船通訊設備檢修與船員訓練服務中心籌備處',
      '830 高雄市鳳山區光復路二段 132 號',
      'demo18',
    ),
  },
  {
    state: 'approved',
    ...person('V170246813', 6, '伊斯坦大·貝雅夫·正福 Istanda Paingav Cengfu', '556 南投縣信義鄉玉山路 47 號', 'demo19'),
  },
  {
    state: 'approved',
    ...person('Q219753086', 15, '許㛢芸', '600 嘉義市東區中山路 199 號', 'demo20'),
    login: 'changeRequired',
  },
  {
    state: 'approved',
    ...company('42718096', 4, '晨星資訊服務股份有限公司', '320 桃園市中壢區中央西路二段 30 號', 'demo21'),
  },
  { state: 'approved', ...person('G158036924', 2, '簡文彥', '640 雲林縣斗六市雲林路二段 515 號', 'demo22') },
  { state: 'approved', ...person('U200113579', 11, '羅惠美', '880 澎湖縣馬公市治平路 32 號', 'demo23') },
  {
    state: 'approved',
    ...company('33867120', 2, '北辰會計師事務所', '105 臺北市松山區八德路四段 692 號', 'demo24'),
  },
];

/** The batch order of `--seed`. Its registrations follow those above. */
export const seededBatchOrder = {
  name: '農漁會信用部經辦人員憑證卡',
  product: 'issueCard',
  priority: 5,
  registrations: [
    person('A234598761', 1, '林秀蓮', '251 新北市淡水區中正路 8 號', 'demo25'),
    person('E146820937', 2, '蔡文龍', '828 高雄市永安區永安路 28 號', 'demo26'),
    person('G279513468', 3, '游雅筑', '270 宜蘭縣蘇澳鎮江夏路 60 號', 'demo27'),
    person('M110482756', 4, '洪𪚥德', '545 南投縣埔里鎮中山路三段 10 號', 'demo28'),
    person('P265317984', 5, '廖淑芬', '648 雲林縣西螺鎮中山路 5 號', 'demo29'),
    person('T158742069', 6, '王順發', '928 屏東縣東港鎮新生三路 177 號', 'demo30'),
    person('U273904815', 7, '古㛢妹', '973 花蓮縣吉安鄉中山路三段 30 號', 'demo31'),
    person('V120365478', 8, '陳建成', '950 臺東縣臺東市中山路 276 號', 'demo32'),
  ],
} as const;
