/** Words of password letters and the reset of a website password. */
import type { Localized } from '../../daemon/contract/messages.js';

export const letterWords = {
  sectionLetters: { 'zh-TW': '密碼單', en: 'Letters' },
  lettersHow: {
    'zh-TW': '每份密碼單只列印一次；補印須註明原因，並印有補印記號',
    en: 'Each letter is printed once. A reprint needs a reason and is marked on the paper.',
  },
  noLetters: { 'zh-TW': '最近 {n} 天沒有密碼單', en: 'No letters in the last {n} days' },
  noLettersHere: { 'zh-TW': '沒有密碼單', en: 'No letters' },
  letterId: { 'zh-TW': '編號', en: 'No.' },
  letterKind: { 'zh-TW': '種類', en: 'Kind' },
  letterCardPins: { 'zh-TW': '晶片卡密碼', en: 'Card PINs' },
  letterWebsitePassword: { 'zh-TW': '網站密碼', en: 'Website password' },
  letterMade: { 'zh-TW': '產生時間', en: 'Made' },
  letterState: { 'zh-TW': '列印狀態', en: 'Print' },
  letterWaiting: { 'zh-TW': '待列印', en: 'To be printed' },
  letterPrinted: {
    'zh-TW': '{n, plural, =1 {已列印} other {已列印 # 次}}',
    en: '{n, plural, =1 {Printed once} other {Printed # times}}',
  },
  letterByRa: { 'zh-TW': '由註冊中心寄出', en: 'Sent by the RA' },
  letterInterrupted: { 'zh-TW': '列印中斷，請查看印表機', en: 'Interrupted: look at the printer' },
  printLetter: { 'zh-TW': '列印', en: 'Print' },
  printLetterOf: { 'zh-TW': '列印 {name} 的密碼單', en: 'Print the letter of {name}' },
  printLetterAgain: { 'zh-TW': '補印', en: 'Reprint' },
  printLetterAgainOf: { 'zh-TW': '補印 {name} 的密碼單', en: 'Reprint the letter of {name}' },
  reprintReason: { 'zh-TW': '補印原因', en: 'Why it is printed again' },
  printing: { 'zh-TW': '列印中', en: 'Printing' },
  letterCameOut: { 'zh-TW': '密碼單已送至印表機，請裝入信封彌封', en: 'The letter is at the printer. Seal it.' },
  tabLetters: { 'zh-TW': '密碼單', en: 'Letters' },
  resetWebsitePassword: { 'zh-TW': '網站密碼重設', en: 'Reset website password' },
  resetHow: {
    'zh-TW': '產生新的網站密碼並印於密碼單；帳號停用一併解除，用戶首次登入時須變更',
    en: 'A new website password goes into a letter. It lifts a suspension and has to be changed at the first login.',
  },
  formKind: { 'zh-TW': '申請書', en: 'Application form' },
  formInPerson: { 'zh-TW': '親自臨櫃', en: 'In person' },
  formMail: { 'zh-TW': '郵寄', en: 'By mail' },
  formChecked: {
    'zh-TW': '已核對申請書與身分證明文件',
    en: 'I have checked the form and the proof of identity',
  },
  delivery: { 'zh-TW': '密碼單', en: 'The letter' },
  deliveryPrint: { 'zh-TW': '在此列印', en: 'Print it here' },
  deliveryContact: { 'zh-TW': '由註冊中心寄至登記地址', en: 'The RA sends it to the registered contact' },
  resetNow: { 'zh-TW': '重設', en: 'Reset' },
  resetDone: { 'zh-TW': '網站密碼已重設，密碼單編號 {id}', en: 'The password is reset. Letter {id}.' },
  resetSent: {
    'zh-TW': '網站密碼已重設，密碼單 {id} 由註冊中心寄出',
    en: 'The password is reset. The RA sends letter {id}.',
  },
} as const satisfies Record<string, Localized>;
