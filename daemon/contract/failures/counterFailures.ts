/** What the counter console refuses beside jobs: `case.*`, `letter.*`, `paper.*`, `stock.*`. */
import type { CatalogueEntry } from './catalogueEntry.js';

const cardUnchanged = { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' };

export const counterFailures = {
  'case.claim.taken': {
    status: 409,
    happened: { 'zh-TW': '「{operator}」正在辦理這個案件', en: '“{operator}” is working on this case.' },
    card: cardUnchanged,
    next: {
      'zh-TW': '請洽該人員；確定由您接手時，請按「接手辦理」',
      en: 'Ask that person. If it is agreed that you go on, take the case over.',
    },
  },
  'case.certificate.unknown': {
    status: 404,
    happened: { 'zh-TW': '註冊中心沒有這個序號的憑證', en: 'The RA has no certificate with this serial number.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請確認序號後再試一次', en: 'Check the serial number and try again.' },
  },
  'report.day.notADay': {
    status: 400,
    happened: { 'zh-TW': '沒有這個日期', en: 'There is no such day.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請輸入日期，例如 2026-11-30 或 115/11/30', en: 'Write the day like 2026-11-30 or 115/11/30.' },
  },
  'revocation.ask.notInForce': {
    status: 409,
    happened: { 'zh-TW': '沒有可廢止的有效憑證', en: 'There is no such certificate in force to revoke.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請重新取得資料後再選擇', en: 'Ask for the record again and choose anew.' },
  },
  'revocation.ask.noteMissing': {
    status: 400,
    happened: { 'zh-TW': '原因為「其他」時必須說明', en: 'Another reason has to be described.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請填寫說明後再送出', en: 'Add a note and send it again.' },
  },
  'card.spoil.atWork': {
    status: 409,
    happened: {
      'zh-TW': '這張晶片卡正在處理中，不能作廢',
      en: 'A job is at work on this card, so it cannot be spoiled now.',
    },
    card: { 'zh-TW': '作業進行中，請勿抽出晶片卡', en: 'The job goes on. Please leave the card in.' },
    next: { 'zh-TW': '請等候作業停下或完成後再作廢', en: 'Wait until the job stops or ends, then spoil the card.' },
  },
  'job.create.cardSpoiled': {
    status: 409,
    happened: { 'zh-TW': '這張晶片卡已經作廢', en: 'This card was spoiled.' },
    card: { 'zh-TW': '作廢的晶片卡不能再使用', en: 'A spoiled card is not used again.' },
    next: {
      'zh-TW': '請換一張晶片卡，並將此卡交回銷毀',
      en: 'Take another card and hand this one in to be destroyed.',
    },
  },
  'letter.print.underWay': {
    status: 409,
    happened: { 'zh-TW': '這份密碼單正在列印', en: 'This letter is being printed.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請等候印表機', en: 'Wait for the printer.' },
  },
  'letter.print.reasonMissing': {
    status: 409,
    happened: {
      'zh-TW': '這份密碼單已列印過 {printed} 次',
      en: 'This letter was printed {printed} {printed|time|times} before.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '補印請註明原因', en: 'Say why it is printed again.' },
  },
  'letter.print.interrupted': {
    status: 409,
    happened: {
      'zh-TW': '這份密碼單的列印曾中斷，系統無從得知是否已印出',
      en: 'The print of this letter was interrupted. The gateway cannot tell whether it came out.',
    },
    card: cardUnchanged,
    next: {
      'zh-TW': '請查看印表機，仍在佇列中的工作請先取消；再回答是否已印出，或註明原因補印',
      en: 'Look at the printer and cancel the print if it still waits there. Then say whether it came out, or why it is printed again.',
    },
  },
  'letter.run.underWay': {
    status: 409,
    happened: { 'zh-TW': '這筆批次訂單的密碼單正在輸出', en: 'The letters of this order are being printed.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請等候輸出完成', en: 'Wait until that is done.' },
  },
  'letter.run.notBrokenOff': {
    status: 409,
    happened: {
      'zh-TW': '這筆批次訂單沒有中斷的密碼單輸出',
      en: 'No run through the letters of this order was broken off.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請按「輸出密碼單」', en: 'Press “Print the letters”.' },
  },
  'letter.spool.notSet': {
    status: 409,
    happened: { 'zh-TW': '本機沒有設定密碼單的輸出資料夾', en: 'This gateway has no spool folder for letters.' },
    card: cardUnchanged,
    next: {
      'zh-TW': '請改用印表機，或請維護人員設定 letters.spoolFolder',
      en: 'Use the printer, or have a maintainer set letters.spoolFolder.',
    },
  },
  'letter.spool.notWritten': {
    status: 503,
    happened: {
      'zh-TW': '密碼單無法寫入輸出資料夾（{detail}）',
      en: 'The letters could not be written to the spool folder ({detail}).',
    },
    card: cardUnchanged,
    next: {
      'zh-TW': '密碼單未計入。請維護人員檢查資料夾的權限與空間，再輸出一次',
      en: 'The letters are not counted. A maintainer checks the folder’s rights and room; then print again.',
    },
  },
  'letter.print.commandMissing': {
    status: 503,
    happened: { 'zh-TW': '本機沒有列印程式「{program}」', en: 'The print program “{program}” is not on this machine.' },
    card: cardUnchanged,
    next: {
      'zh-TW': '密碼單未列印，也未計入。請維護人員檢查設定 letters.printCommand',
      en: 'The letter was not printed and is not counted. A maintainer checks the setting letters.printCommand.',
    },
  },
  'letter.print.refused': {
    status: 503,
    happened: {
      'zh-TW': '印表機沒有接受或沒有印完密碼單（{detail}）',
      en: 'The printer did not take the print, or did not finish it ({detail}).',
    },
    card: cardUnchanged,
    next: {
      'zh-TW':
        '請開啟印表機並確認紙張。單份密碼單未計入：若已印出一部分，請銷毀該紙張後再列印一次；批次訂單列為中斷的，請先清點並告知哪些已印出',
      en: 'Switch the printer on and check its paper. A single letter is not counted: destroy what came out, and print again. Of an order, first say which of the letters in doubt came out.',
    },
  },
  'letter.print.timeout': {
    status: 504,
    happened: {
      'zh-TW': '列印（{program}）未在時限內完成，已停止',
      en: 'The print ({program}) did not end in time and was stopped.',
    },
    card: cardUnchanged,
    next: {
      'zh-TW':
        '請檢查印表機與其佇列。單份密碼單未計入：已印出的請銷毀，再列印一次；批次訂單列為中斷的，請先清點並告知哪些已印出',
      en: 'Check the printer and its queue. A single letter is not counted: destroy what came out, and print again. Of an order, first say which of the letters in doubt came out.',
    },
  },
  'letter.print.printerPaused': {
    status: 503,
    happened: { 'zh-TW': '印表機已暫停', en: 'The printer is paused.' },
    card: cardUnchanged,
    next: {
      'zh-TW':
        '列印工作已收回。請恢復印表機。單份密碼單未計入：若已印出一部分，請銷毀該紙張後再列印一次；批次訂單列為中斷的，請先清點並告知哪些已印出',
      en: 'The print was taken back. Resume the printer. A single letter is not counted: destroy what came out, and print again. Of an order, first say which of the letters in doubt came out.',
    },
  },
  'letter.print.paperOut': {
    status: 503,
    happened: { 'zh-TW': '印表機缺紙', en: 'The printer is out of paper.' },
    card: cardUnchanged,
    next: {
      'zh-TW':
        '列印工作已收回。請補充紙張。單份密碼單未計入：若已印出一部分，請銷毀該紙張後再列印一次；批次訂單列為中斷的，請先清點並告知哪些已印出',
      en: 'The print was taken back. Add paper. A single letter is not counted: destroy what came out, and print again. Of an order, first say which of the letters in doubt came out.',
    },
  },
  'letter.print.printerStopped': {
    status: 503,
    happened: { 'zh-TW': '印表機停止列印（{detail}）', en: 'The printer has stopped ({detail}).' },
    card: cardUnchanged,
    next: {
      'zh-TW':
        '列印工作已收回。請檢查印表機。單份密碼單未計入：若已印出一部分，請銷毀該紙張後再列印一次；批次訂單列為中斷的，請先清點並告知哪些已印出',
      en: 'The print was taken back. Check the printer. A single letter is not counted: destroy what came out, and print again. Of an order, first say which of the letters in doubt came out.',
    },
  },
  'letter.print.fontMissing': {
    status: 503,
    happened: { 'zh-TW': '無法使用列印字型 {file}', en: 'The font {file} cannot be used.' },
    card: cardUnchanged,
    next: {
      'zh-TW': '密碼單未列印。請維護人員安裝字型，或檢查設定 letters.fonts',
      en: 'The letter was not printed. A maintainer installs the font or checks the setting letters.fonts.',
    },
  },
  'letter.print.characterMissing': {
    status: 503,
    happened: {
      'zh-TW': '姓名或地址中有字型無法印出的字（{character}）',
      en: 'The name or the address holds a character that no font has ({character}).',
    },
    card: cardUnchanged,
    next: {
      'zh-TW': '密碼單未列印。請維護人員在設定 letters.fonts 加入含有此字的字型',
      en: 'The letter was not printed. A maintainer adds a font that has it to the setting letters.fonts.',
    },
  },
  'letter.print.tooLong': {
    status: 422,
    happened: {
      'zh-TW': '收件地址、用戶名稱或其他資料太長，最小的字也印不下',
      en: 'The address, the name or other data are too long for the letter, in its smallest print too.',
    },
    card: cardUnchanged,
    next: {
      'zh-TW': '請註冊中心縮短資料後再列印；其他密碼單不受影響',
      en: 'Have the RA shorten them, then print it again. Other letters are not affected.',
    },
  },
  'letter.print.notMade': {
    status: 500,
    happened: { 'zh-TW': '密碼單無法排版（{detail}）', en: 'The letter could not be set ({detail}).' },
    card: cardUnchanged,
    next: { 'zh-TW': '密碼單未列印。請洽維護人員', en: 'The letter was not printed. Ask a maintainer.' },
  },
  'paper.make.busy': {
    status: 503,
    happened: { 'zh-TW': '等候排版的文件太多', en: 'Too many papers are waiting to be made.' },
    card: cardUnchanged,
    next: { 'zh-TW': '文件未產生。請稍候再試', en: 'This one was not made. Try again in a moment.' },
  },
} as const satisfies Record<string, CatalogueEntry>;
