/** Words of a card that needs a person (復原). */
import type { Localized } from '../../daemon/contract/messages.js';

export const recoveryWords = {
  recovery: { 'zh-TW': '現況與復原方式', en: 'Where it stands, and the ways on' },
  recoveryRestored: {
    'zh-TW': '本機帳冊來自備份，尚未與註冊中心核對這張卡片',
    en: 'The books here come from a copy, and this card was not compared with the RA since.',
  },
  recoveryJob: { 'zh-TW': '本機作業', en: 'Job here' },
  recoveryNoJob: { 'zh-TW': '本機沒有這張卡片的作業', en: 'No job of this card is known here' },
  recoveryOnCard: { 'zh-TW': '卡片上', en: 'On the card' },
  recoveryNotRead: {
    'zh-TW': '卡片不在讀卡機中，無法讀取',
    en: 'Not read: it is in no reader, or a job works with it',
  },
  recoveryKeyNone: { 'zh-TW': '{use}的金鑰：沒有憑證', en: '{use}: a key without a certificate' },
  recoveryKeyMatches: { 'zh-TW': '{use}的金鑰：與憑證相符', en: '{use}: key and certificate match' },
  recoveryKeyDiffers: { 'zh-TW': '{use}的金鑰：憑證不屬於它', en: '{use}: the certificate is of another key' },
  recoveryKeyUnknown: { 'zh-TW': '{use}的金鑰：無法與憑證核對', en: '{use}: it cannot be told whether they match' },
  recoveryWays: { 'zh-TW': '可以怎麼做', en: 'Ways on' },
  recoveryNoWays: { 'zh-TW': '這張卡片不需要處理', en: 'Nothing has to be done with it' },
  recoveryClosed: { 'zh-TW': '目前不能做的', en: 'Not open here' },
  wayGoOn: { 'zh-TW': '繼續作業', en: 'Go on' },
  wayAdopt: { 'zh-TW': '接手註冊中心的訂單', en: 'Take up the RA’s order' },
  wayRollBack: { 'zh-TW': '回復為空白卡', en: 'Back to blank' },
  waySpoil: { 'zh-TW': '作廢', en: 'Spoil' },
} as const satisfies Record<string, Localized>;
