/** What goes wrong with a vendor's PKCS #11 module: `module.*` of the catalogue. */
import type { CatalogueEntry } from './catalogueEntry.js';

const cardUnchanged = { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' };
const cardUnknown = {
  'zh-TW': '無法得知最後一個動作是否已執行',
  en: 'Whether the last command took effect is not known.',
};
const sameCardAgain = { 'zh-TW': '請抽出晶片卡再插回同一張卡', en: 'Take the card out and put the same card back.' };
const checkSettings = {
  'zh-TW': '請維護人員檢查設定 vendorModules',
  en: 'A maintainer has to check the setting vendorModules.',
};

export const moduleFailures = {
  'module.load.missing': {
    status: 503,
    happened: { 'zh-TW': '找不到這種晶片卡的廠商模組', en: 'The vendor’s module for this card is not installed.' },
    card: cardUnchanged,
    next: {
      'zh-TW': '請維護人員安裝該模組，或更正設定 vendorModules',
      en: 'A maintainer has to install it, or correct the setting vendorModules.',
    },
  },
  'module.load.unusable': {
    status: 503,
    happened: {
      'zh-TW': '設定的廠商模組不是 PKCS #11 模組，或無法啟動',
      en: 'The vendor’s module of the settings is no PKCS #11 module, or does not start.',
    },
    card: cardUnchanged,
    next: checkSettings,
  },
  'module.call.timeout': {
    status: 504,
    happened: {
      'zh-TW': '廠商模組沒有在時限內回應，已將它結束',
      en: 'The vendor’s module did not answer in time and was ended.',
    },
    card: cardUnknown,
    next: sameCardAgain,
  },
  'module.call.crashed': {
    status: 502,
    happened: {
      'zh-TW': '廠商模組意外結束，下次會重新啟動',
      en: 'The vendor’s module ended unexpectedly; it is started again for the next card.',
    },
    card: cardUnknown,
    next: sameCardAgain,
  },
  'module.token.missing': {
    status: 422,
    happened: { 'zh-TW': '廠商模組在讀卡機中看不到晶片卡', en: 'The vendor’s module shows no card in this reader.' },
    card: cardUnchanged,
    next: {
      'zh-TW': '請確認是否為該廠商的晶片卡，再重新插入',
      en: 'Make sure that it is a card of that vendor, and put it in again.',
    },
  },
  'module.token.elsewhere': {
    status: 409,
    happened: {
      'zh-TW': '廠商模組只看到其他讀卡機的晶片卡',
      en: 'The vendor’s module shows cards of other readers only.',
    },
    card: cardUnchanged,
    next: checkSettings,
  },
  'module.token.unclear': {
    status: 409,
    happened: {
      'zh-TW': '無法確定廠商模組的哪一個權杖是哪一組密碼',
      en: 'It is not clear which token of the vendor’s module belongs to which PIN.',
    },
    card: cardUnchanged,
    next: checkSettings,
  },
  'module.officer.refused': {
    status: 409,
    happened: {
      'zh-TW': '晶片卡不接受設定檔中的出廠安全管理員密碼（SO-PIN）',
      en: 'The card refused the factory’s security officer PIN (SO-PIN) of the settings.',
    },
    card: {
      'zh-TW': '晶片卡沒有變更，但安全管理員密碼少了一次機會',
      en: 'The card is unchanged, but one try of its SO-PIN is spent.',
    },
    next: {
      'zh-TW': '請勿重試，先由維護人員確認這批卡片的 SO-PIN',
      en: 'Do not try again before a maintainer has found out the SO-PIN of this stock.',
    },
  },
} as const satisfies Record<string, CatalogueEntry>;
