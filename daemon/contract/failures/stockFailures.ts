/** What the books of blank cards refuse: `stock.*`, `quarantine.*`, and the card of a lot that is held back. */
import type { CatalogueEntry } from './catalogueEntry.js';

const card = { 'zh-TW': '晶片卡沒有變更', en: 'No card is changed.' };
const bookedNothing = { 'zh-TW': '沒有登記任何異動', en: 'Nothing was recorded.' };

export const stockFailures = {
  'stock.range.notHex': {
    status: 400,
    happened: {
      'zh-TW': '「{serial}」不是卡片序號：只能有 0–9 與 A–F',
      en: '“{serial}” is no serial number of a card: it has digits 0–9 and letters A–F only.',
    },
    card: bookedNothing,
    next: { 'zh-TW': '請更正序號後再試一次', en: 'Correct it and try again.' },
  },
  'stock.range.length': {
    status: 400,
    happened: {
      'zh-TW': '序號「{serial}」有 {digits} 位：必須是偶數，且不超過 {longest} 位',
      en: 'The serial number “{serial}” has {digits} digits: they have to be even in number, and {longest} at most.',
    },
    card: bookedNothing,
    next: { 'zh-TW': '請照盒上的標示重新輸入', en: 'Type it again as it stands on the box.' },
  },
  'stock.range.unequal': {
    status: 400,
    happened: {
      'zh-TW': '起訖序號的位數不同（{from} 位與 {to} 位）',
      en: 'The first and the last serial number differ in length ({from} and {to} digits).',
    },
    card: bookedNothing,
    next: { 'zh-TW': '請將兩個序號輸入完整', en: 'Type both of them whole.' },
  },
  'stock.range.backwards': {
    status: 400,
    happened: {
      'zh-TW': '訖號 {to} 小於起號 {from}',
      en: 'The last serial number {to} comes before the first one {from}.',
    },
    card: bookedNothing,
    next: { 'zh-TW': '請對調或更正起訖序號', en: 'Exchange or correct them.' },
  },
  'stock.range.overlaps': {
    status: 409,
    happened: {
      'zh-TW': '序號與盒「{label}」（{from}–{to}）重疊',
      en: 'Some of these serial numbers belong to the box “{label}” ({from}–{to}).',
    },
    card: bookedNothing,
    next: {
      'zh-TW': '請核對兩盒的標示；先前登記錯誤時，請先沖銷該盒的收貨',
      en: 'Compare both boxes. Where the other one was recorded wrongly, take its receipt back first.',
    },
  },
  'stock.box.unknown': {
    status: 404,
    happened: { 'zh-TW': '沒有這一盒', en: 'There is no such box.' },
    card: bookedNothing,
    next: { 'zh-TW': '請重新取得清單後再選擇', en: 'Fetch the list again and choose anew.' },
  },
  'stock.box.countMissing': {
    status: 400,
    happened: { 'zh-TW': '沒有填寫張數', en: 'The number of cards is missing.' },
    card: bookedNothing,
    next: {
      'zh-TW': '請填寫盒上標示的張數；只有序號連續不跳號時才可省略',
      en: 'Type the number that stands on the box. It may be left out only where the serial numbers have no gaps.',
    },
  },
  'stock.box.tooMany': {
    status: 400,
    happened: {
      'zh-TW': '張數 {count} 多於序號範圍的 {size} 個號碼',
      en: '{count} {count|card|cards} do not fit into a range of {size} serial numbers.',
    },
    card: bookedNothing,
    next: { 'zh-TW': '請更正張數或起訖序號', en: 'Correct the number of cards or the range.' },
  },
  'stock.box.labelTaken': {
    status: 409,
    happened: {
      'zh-TW': '盒「{label}」已於 {receivedAt} 登記收貨',
      en: 'A box “{label}” was received on {receivedAt}.',
    },
    card: bookedNothing,
    next: {
      'zh-TW': '同一盒請勿重複登記；不同盒而標示相同時，請在盒號後加註區別',
      en: 'Record a box once. Where another one has the same label, add something to tell them apart.',
    },
  },
  'stock.box.cardsUsed': {
    status: 409,
    happened: {
      'zh-TW': '這個範圍內已有 {count} 張卡製發或作廢，不是未拆的新盒',
      en: '{count} {count|card|cards} of this range {count|was|were} issued, prepared or spoiled before: it is no new box.',
    },
    card: bookedNothing,
    next: {
      'zh-TW': '請只登記盒內剩餘的序號範圍，或以「盒外空白卡」登記剩餘張數',
      en: 'Record the range of what is left, or record what is left as cards outside boxes.',
    },
  },
  'stock.move.voided': {
    status: 409,
    happened: {
      'zh-TW': '盒「{label}」的入庫已沖銷，不能再登記異動',
      en: 'The receipt of the box “{label}” was taken back: nothing happens to it any more.',
    },
    card: bookedNothing,
    next: { 'zh-TW': '若這一盒確實收到，請重新入庫', en: 'Where the box is there after all, receive it again.' },
  },
  'stock.move.bySerial': {
    status: 409,
    happened: {
      'zh-TW': '盒「{label}」的卡片以序號計算製發與作廢，不能以張數登記',
      en: 'The cards of the box “{label}” are told apart by serial number: which were issued or spoiled is not recorded by number.',
    },
    card: bookedNothing,
    next: {
      'zh-TW': '製卡會自動計入；損壞的卡請以卡片序號作廢，找不到的卡請盤點',
      en: 'Issuing counts by itself. Spoil a broken card by its serial number; count the box where one is not found.',
    },
  },
  'stock.move.tooMany': {
    status: 409,
    happened: {
      'zh-TW': '盒內帳面只剩 {left} 張，不能登記 {count} 張',
      en: '{left} {left|card is|cards are} left in this box by the books, so {count} cannot be recorded.',
    },
    card: bookedNothing,
    next: { 'zh-TW': '請先盤點這一盒', en: 'Count the box first.' },
  },
  'stock.undo.unknown': {
    status: 404,
    happened: { 'zh-TW': '沒有這筆異動', en: 'There is no such movement.' },
    card: bookedNothing,
    next: { 'zh-TW': '請重新取得清單後再選擇', en: 'Fetch the list again and choose anew.' },
  },
  'stock.undo.already': {
    status: 409,
    happened: {
      'zh-TW': '這筆異動已經沖銷，或本身就是沖銷',
      en: 'This movement was taken back, or takes another one back.',
    },
    card: bookedNothing,
    next: { 'zh-TW': '需要時請重新登記正確的異動', en: 'Record the right movement where one is missing.' },
  },
  'stock.undo.counted': {
    status: 409,
    happened: {
      'zh-TW': '這筆異動之後已經盤點，帳面已由盤點更正',
      en: 'The cards were counted since: the count has corrected the books already.',
    },
    card: bookedNothing,
    next: { 'zh-TW': '盤點有誤時，請先沖銷該次盤點', en: 'Where the count was wrong, take the count back first.' },
  },
  'stock.undo.boxUsed': {
    status: 409,
    happened: {
      'zh-TW': '盒「{label}」已有卡片異動，不能沖銷收貨',
      en: 'Cards of the box “{label}” were used or moved since, so its receipt cannot be taken back.',
    },
    card: bookedNothing,
    next: {
      'zh-TW': '請先沖銷後來的異動，或以退回、盤點更正',
      en: 'Take back what came after it first, or correct it by a return or a count.',
    },
  },
  'quarantine.place.nothing': {
    status: 400,
    happened: { 'zh-TW': '沒有指定要隔離哪些卡', en: 'It is not said which cards to hold back.' },
    card,
    next: {
      'zh-TW': '請至少填寫序號範圍、卡型或金鑰產生日其中一項',
      en: 'Give a range of serial numbers, a card model or days on which keys were generated.',
    },
  },
  'quarantine.place.notADay': {
    status: 400,
    happened: { 'zh-TW': '沒有「{day}」這個日期', en: 'There is no day {day}.' },
    card,
    next: { 'zh-TW': '請輸入日期，例如 2026-11-30 或 115/11/30', en: 'Write the day like 2026-11-30 or 115/11/30.' },
  },
  'quarantine.place.daysBackwards': {
    status: 400,
    happened: { 'zh-TW': '訖日 {to} 早於起日 {from}', en: 'The last day {to} comes before the first one {from}.' },
    card,
    next: { 'zh-TW': '請對調或更正日期', en: 'Exchange or correct them.' },
  },
  'quarantine.find.unknown': {
    status: 404,
    happened: { 'zh-TW': '沒有這筆隔離', en: 'There is no such quarantine.' },
    card,
    next: { 'zh-TW': '請重新取得清單後再選擇', en: 'Fetch the list again and choose anew.' },
  },
  'quarantine.lift.lifted': {
    status: 409,
    happened: { 'zh-TW': '這筆隔離已經解除', en: 'This quarantine was lifted before.' },
    card,
    next: { 'zh-TW': '不需要再申請', en: 'Nothing is left to be done.' },
  },
  'job.create.cardQuarantined': {
    status: 409,
    happened: {
      'zh-TW': '這張晶片卡屬於隔離中的批次，不能用來製卡或申請憑證',
      en: 'This card is of a lot that is held back, so no keys are made on it.',
    },
    card: { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' },
    next: {
      'zh-TW': '請換一張晶片卡；用戶請洽櫃檯換卡，註冊資料仍然有效',
      en: 'Take another card. A subscriber asks at the counter for one; the registration stays as it is.',
    },
  },
} as const satisfies Record<string, CatalogueEntry>;
