/** Words of the kiosk's certificates: the record, saving, a partner's. */
import type { Localized } from '../../daemon/contract/messages.js';

export const certificateWords = {
  yourCertificates: { 'zh-TW': '您的憑證', en: 'Your certificates' },
  chooseCertificate: { 'zh-TW': '按一張憑證可檢視全部內容', en: 'Touch one to see all of it' },
  noneYet: { 'zh-TW': '還沒有憑證', en: 'No certificates yet' },
  noneYetNext: {
    'zh-TW': '領到晶片卡後，請選擇「憑證申請」',
    en: 'When you have your card, choose “Apply for certificates”.',
  },
  certificateTitle: { 'zh-TW': '憑證資訊', en: 'The certificate' },
  allCertificates: { 'zh-TW': '回到全部憑證', en: 'All certificates' },

  saveUsable: { 'zh-TW': '有效的憑證存檔', en: 'Save those in force' },
  saveThis: { 'zh-TW': '存檔', en: 'Save this one' },
  saveIsNotWriting: {
    'zh-TW': '存檔是把憑證檔案（.cer）存到隨身碟或手機，不會寫入晶片卡',
    en: 'Saving puts the file (.cer) on a USB stick or a phone. It does not write to the card.',
  },
  noTarget: { 'zh-TW': '請插入 USB 隨身碟', en: 'Put a USB stick in' },
  noTargetNext: {
    'zh-TW': '插入後會自動繼續。憑證檔案會存到隨身碟，不會寫入晶片卡',
    en: 'We go on by ourselves then. The files go to the stick and are not written to the card.',
  },
  savedOnStick: { 'zh-TW': '已存到隨身碟「{label}」', en: 'Saved on the USB stick “{label}”' },
  savedWhere: { 'zh-TW': '資料夾', en: 'Folder' },
  savedFiles: { 'zh-TW': '檔案', en: 'Files' },
  savedNext: { 'zh-TW': '現在可以拔出隨身碟', en: 'You can take the stick out now.' },
  scanCode: { 'zh-TW': '請用手機掃描 QR Code 下載', en: 'Scan the QR code with your phone' },
  scanHow: {
    'zh-TW': '只能下載一次。也可以在手機上輸入下面的網址',
    en: 'It works once. You can also type the address into your phone.',
  },
  qrCode: { 'zh-TW': '下載連結的 QR Code', en: 'QR code of the download' },
  linkLeft: { 'zh-TW': '連結還有 {time} 有效', en: 'The link is good for another {time}' },
  linkOver: { 'zh-TW': '連結已失效，請重新存檔', en: 'The link is over. Please save again.' },
  linkAgain: { 'zh-TW': '重新產生連結', en: 'Make a new link' },

  enterSerial: { 'zh-TW': '請輸入交易夥伴的憑證序號', en: 'Enter the serial number of the certificate' },
  serialHint: {
    'zh-TW': '數字 0–9 與英文字母 A–F；大小寫、空格與冒號都可以。也可以用條碼掃描器',
    en: 'Digits 0–9 and letters A–F; upper or lower case, with or without spaces and colons. A scanner works too.',
  },
  noSuchCertificate: { 'zh-TW': '查無此憑證', en: 'There is no such certificate' },
  noSuchCertificateNext: {
    'zh-TW': '請對照交易夥伴提供的序號，再查一次',
    en: 'Compare the number with the one your partner gave you, and look again.',
  },
  searchAgain: { 'zh-TW': '查另一個序號', en: 'Look for another one' },
} as const satisfies Record<string, Localized>;
