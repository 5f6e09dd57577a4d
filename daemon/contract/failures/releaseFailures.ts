/** What the release check refuses (docs/release-check.md): weak keys, and certificates and orders that are not what was asked for. */
import type { CatalogueEntry } from './catalogueEntry.js';

const notCertified = {
  'zh-TW': '這把金鑰不得使用；此後沒有再寫入晶片卡',
  en: 'This key must not be used. Nothing more was written to the card.',
};
const nothingWritten = {
  'zh-TW': '此後沒有再寫入晶片卡，請保留這張卡片',
  en: 'Nothing more was written to the card. Keep the card.',
};
const cardUnchanged = { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' };
const setCardAside = {
  'zh-TW': '請將此卡留下，並通知維護人員；同批的晶片卡可能有相同問題',
  en: 'Keep this card back and tell the maintainer. Other cards of its batch may have the same fault.',
};
const tellMaintainer = {
  'zh-TW': '請通知維護人員與註冊中心；原因排除後再試一次，作業已結束者改辦憑證下載',
  en: 'Tell the maintainer and the RA. When the cause is fixed, try again; where the job has ended, write the certificates again (憑證下載).',
};

export const releaseFailures = {
  'release.key.unreadable': {
    status: 502,
    happened: {
      'zh-TW': '{use}金鑰的格式不正確，無法讀取',
      en: 'The {use} key is not written as a public key is, and cannot be read.',
    },
    card: notCertified,
    next: setCardAside,
  },
  'release.key.kind': {
    status: 502,
    happened: {
      'zh-TW': '{use}金鑰既不是 RSA 也不是橢圓曲線金鑰',
      en: 'The {use} key is neither an RSA key nor one of an elliptic curve.',
    },
    card: notCertified,
    next: setCardAside,
  },
  'release.key.size': {
    status: 502,
    happened: {
      'zh-TW': '{use}金鑰的長度不在 2048 至 4096 位元之間',
      en: 'The {use} key has fewer than 2048 bits, or more than 4096.',
    },
    card: notCertified,
    next: setCardAside,
  },
  'release.key.exponent': {
    status: 502,
    happened: {
      'zh-TW': '{use}金鑰的公開指數不符規定，須為 65537 以上的奇數',
      en: 'The public exponent of the {use} key is not allowed: it has to be odd, and 65537 or more.',
    },
    card: notCertified,
    next: setCardAside,
  },
  'release.key.factor': {
    status: 502,
    happened: {
      'zh-TW': '{use}金鑰的模數不是兩個大質數的乘積，是弱金鑰',
      en: 'The {use} key is weak: its modulus is not the product of two large primes.',
    },
    card: notCertified,
    next: setCardAside,
  },
  'release.key.closePrimes': {
    status: 502,
    happened: {
      'zh-TW': '{use}金鑰的兩個質數太接近，是弱金鑰',
      en: 'The {use} key is weak: its two primes are too close together.',
    },
    card: notCertified,
    next: setCardAside,
  },
  'release.key.roca': {
    status: 502,
    happened: {
      'zh-TW': '{use}金鑰有 ROCA 弱點（CVE-2017-15361）',
      en: 'The {use} key has the weakness ROCA (CVE-2017-15361).',
    },
    card: notCertified,
    next: setCardAside,
  },
  'release.key.curve': {
    status: 502,
    happened: { 'zh-TW': '{use}金鑰的橢圓曲線不在允許之列', en: 'The {use} key is on a curve that is not allowed.' },
    card: notCertified,
    next: setCardAside,
  },
  'release.key.point': {
    status: 502,
    happened: { 'zh-TW': '{use}金鑰不是曲線上的有效點', en: 'The {use} key is not a valid point of its curve.' },
    card: notCertified,
    next: setCardAside,
  },
  'release.key.reused': {
    status: 502,
    happened: { 'zh-TW': '{use}金鑰先前已經出現過', en: 'The {use} key was seen before.' },
    card: notCertified,
    next: setCardAside,
  },
  'release.certificate.unreadable': {
    status: 502,
    happened: {
      'zh-TW': '憑證中心核發的{use}憑證無法讀取',
      en: 'The {use} certificate that was issued cannot be read.',
    },
    card: nothingWritten,
    next: tellMaintainer,
  },
  'release.certificate.issuer': {
    status: 502,
    happened: {
      'zh-TW': '{use}憑證不是由設定中指定的憑證機構簽發',
      en: 'The {use} certificate is not from an issuing CA that the RA profile pins.',
    },
    card: nothingWritten,
    next: tellMaintainer,
  },
  'release.certificate.signature': {
    status: 502,
    happened: {
      'zh-TW': '{use}憑證的簽章不是該憑證機構所簽，或演算法不被信任',
      en: 'The {use} certificate was not signed by that CA, or with an algorithm that is not trusted.',
    },
    card: nothingWritten,
    next: tellMaintainer,
  },
  'release.certificate.expired': {
    status: 502,
    happened: { 'zh-TW': '{use}憑證已經到期', en: 'The {use} certificate has ended already.' },
    card: nothingWritten,
    next: tellMaintainer,
  },
  'release.certificate.notYetValid': {
    status: 502,
    happened: { 'zh-TW': '{use}憑證尚未生效', en: 'The {use} certificate is not valid yet.' },
    card: nothingWritten,
    next: tellMaintainer,
  },
  'release.certificate.authority': {
    status: 502,
    happened: {
      'zh-TW': '{use}憑證是憑證機構的憑證，不是用戶憑證',
      en: 'The {use} certificate is one of a certificate authority, not of a subscriber.',
    },
    card: nothingWritten,
    next: tellMaintainer,
  },
  'release.certificate.usage': {
    status: 502,
    happened: {
      'zh-TW': '{use}憑證允許的金鑰用途不符',
      en: 'The {use} certificate allows another use of its key than it is for.',
    },
    card: nothingWritten,
    next: tellMaintainer,
  },
  'release.certificate.extension': {
    status: 502,
    happened: {
      'zh-TW': '{use}憑證含有本系統不支援的關鍵擴充欄位',
      en: 'The {use} certificate has a critical extension that this gateway does not process.',
    },
    card: nothingWritten,
    next: tellMaintainer,
  },
  'release.certificate.serial': {
    status: 502,
    happened: { 'zh-TW': '{use}憑證的序號不符規定', en: 'The serial number of the {use} certificate is not allowed.' },
    card: nothingWritten,
    next: tellMaintainer,
  },
  'release.certificate.key': {
    status: 502,
    happened: { 'zh-TW': '{use}憑證與晶片卡上的金鑰不符', en: 'The {use} certificate is not for the key on the card.' },
    card: nothingWritten,
    next: tellMaintainer,
  },
  'release.certificate.serialReused': {
    status: 502,
    happened: {
      'zh-TW': '{use}憑證的序號先前已經用過',
      en: 'The serial number of the {use} certificate was used before.',
    },
    card: nothingWritten,
    next: tellMaintainer,
  },
  'release.order.otherCard': {
    status: 502,
    happened: {
      'zh-TW': '註冊中心給的訂單屬於另一張晶片卡（{found}）',
      en: 'The order that the RA gave is for another card ({found}).',
    },
    card: cardUnchanged,
    next: tellMaintainer,
  },
  'release.order.otherEscrowKey': {
    status: 502,
    happened: {
      'zh-TW': '註冊中心的解鎖碼託管金鑰不是設定中指定的金鑰',
      en: 'The key that PUKs are to be sealed to is not one that the RA profile pins.',
    },
    card: cardUnchanged,
    next: tellMaintainer,
  },
  'release.order.nothingPinned': {
    status: 409,
    happened: {
      'zh-TW': '設定中沒有指定這個註冊中心的憑證機構或託管金鑰',
      en: 'The RA profile pins no issuing CA, or no escrow key.',
    },
    card: cardUnchanged,
    next: {
      'zh-TW': '請維護人員在註冊中心設定檔填入 issuers 與 escrowKeys',
      en: 'A maintainer enters issuers and escrowKeys in the RA profile.',
    },
  },
} as const satisfies Record<string, CatalogueEntry>;
