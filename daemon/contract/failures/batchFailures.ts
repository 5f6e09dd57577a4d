/** What the batch line refuses: `batch.*`. */
import type { CatalogueEntry } from './catalogueEntry.js';

const noCard = { 'zh-TW': '沒有動用任何晶片卡', en: 'No card was touched.' };
const correctFile = { 'zh-TW': '請更正檔案後再試一次', en: 'Correct the file and try it again.' };
const correctLine = { 'zh-TW': '請更正這一行，或下單時略過它', en: 'Correct the line, or leave it out of the order.' };
const leaveOut = { 'zh-TW': '請從檔案中刪除這一行，或下單時略過它', en: 'Take the line out of the file or the order.' };

export const batchFailures = {
  'batch.file.notUtf8': {
    status: 400,
    happened: {
      'zh-TW': '檔案不是 UTF-8 編碼（可能是 Big5）',
      en: 'The file is not in UTF-8 (it may be in Big5).',
    },
    card: noCard,
    next: {
      'zh-TW': '請在試算表中另存為「CSV UTF-8」後再試一次',
      en: 'Save it as “CSV UTF-8” in the spreadsheet and try again.',
    },
  },
  'batch.file.workbook': {
    status: 400,
    happened: { 'zh-TW': '這是試算表檔案（例如 xlsx），不是 CSV', en: 'This is a workbook (such as .xlsx), not CSV.' },
    card: noCard,
    next: {
      'zh-TW': '請在試算表中另存為「CSV UTF-8」後再試一次',
      en: 'Save it as “CSV UTF-8” in the spreadsheet and try again.',
    },
  },
  'batch.file.notCsv': {
    status: 400,
    happened: {
      'zh-TW': '檔案第 {line} 行不是正確的 CSV（引號沒有成對）',
      en: 'Line {line} of the file is not CSV: its quotes do not match.',
    },
    card: noCard,
    next: correctFile,
  },
  'batch.file.notJson': {
    status: 400,
    happened: { 'zh-TW': '檔案不是由物件組成的 JSON 陣列', en: 'The file is not a JSON array of objects.' },
    card: noCard,
    next: correctFile,
  },
  'batch.file.empty': {
    status: 400,
    happened: { 'zh-TW': '檔案沒有任何資料', en: 'The file has no entries.' },
    card: noCard,
    next: correctFile,
  },
  'batch.file.tooLong': {
    status: 400,
    happened: { 'zh-TW': '檔案超過 {most} 行', en: 'The file has more than {most} lines.' },
    card: noCard,
    next: { 'zh-TW': '請分成數個檔案', en: 'Divide it into several files.' },
  },
  'batch.file.noRegistrationColumn': {
    status: 400,
    happened: {
      'zh-TW': '標題列（第 {line} 行）沒有「註冊編號」（registrationId）欄，讀到的是：{heading}',
      en: 'The heading row (line {line}) has no column registrationId (註冊編號). It reads: {heading}.',
    },
    card: noCard,
    next: correctFile,
  },
  'batch.file.twoColumns': {
    status: 400,
    happened: {
      'zh-TW': '「{first}」與「{second}」是同一個欄位',
      en: 'The columns {first} and {second} are the same field.',
    },
    card: noCard,
    next: correctFile,
  },
  'batch.line.number': {
    status: 400,
    happened: { 'zh-TW': '這是數字，位數多時會改變', en: 'This is a number, and long ones change when they are read.' },
    card: noCard,
    next: { 'zh-TW': '請加上引號寫成文字', en: 'Write it as a text, in quotes.' },
  },
  'batch.line.empty': {
    status: 400,
    happened: { 'zh-TW': '沒有註冊編號', en: 'There is no registration number.' },
    card: noCard,
    next: correctLine,
  },
  'batch.line.tooLong': {
    status: 400,
    happened: { 'zh-TW': '超過 {longest} 個字', en: 'It has more than {longest} characters.' },
    card: noCard,
    next: correctLine,
  },
  'batch.line.unknownColumn': {
    status: 400,
    happened: { 'zh-TW': '沒有這個欄位', en: 'There is no such field.' },
    card: noCard,
    next: {
      'zh-TW': '欄位只能是註冊編號、用戶識別名稱與用戶名稱',
      en: 'Fields are registrationId, userIdentifier and name.',
    },
  },
  'batch.line.moreCells': {
    status: 400,
    happened: {
      'zh-TW': '這一行有 {cells} 格，標題列只有 {columns} 格',
      en: 'The line has {cells} cells, the heading row {columns}.',
    },
    card: noCard,
    next: correctLine,
  },
  'batch.line.notAnObject': {
    status: 400,
    happened: { 'zh-TW': '這一筆不是由文字組成的物件', en: 'This is not an object of texts.' },
    card: noCard,
    next: correctLine,
  },
  'batch.line.twice': {
    status: 400,
    happened: { 'zh-TW': '第 {line} 行已經有同一筆註冊資料', en: 'Line {line} has the same registration.' },
    card: noCard,
    next: leaveOut,
  },
  'batch.line.registrationUnknown': {
    status: 404,
    happened: { 'zh-TW': '註冊中心沒有這筆註冊資料', en: 'The RA has no such registration.' },
    card: noCard,
    next: correctLine,
  },
  'batch.line.notApproved': {
    status: 409,
    happened: { 'zh-TW': '註冊資料尚未核准或已廢止', en: 'The registration is not approved, or was revoked.' },
    card: noCard,
    next: { 'zh-TW': '請先由註冊中心核准', en: 'The RA has to approve it first.' },
  },
  'batch.line.hasCard': {
    status: 409,
    happened: { 'zh-TW': '註冊資料已經有晶片卡（{card}）', en: 'The registration has a card already ({card}).' },
    card: noCard,
    next: leaveOut,
  },
  'batch.line.inOtherOrder': {
    status: 409,
    happened: { 'zh-TW': '註冊資料已在訂單「{order}」中', en: 'The registration stands in the order “{order}”.' },
    card: noCard,
    next: leaveOut,
  },
  'batch.line.userIdentifierDiffers': {
    status: 409,
    happened: {
      'zh-TW': '用戶識別名稱與註冊中心的不同（{expected}）；此處的字：{signs}，註冊中心的字：{expectedSigns}',
      en: 'The user identifier is not the RA’s ({expected}); characters here: {signs}, there: {expectedSigns}.',
    },
    card: noCard,
    next: correctLine,
  },
  'batch.line.nameDiffers': {
    status: 409,
    happened: {
      'zh-TW': '用戶名稱與註冊中心的不同（{expected}）；此處的字：{signs}，註冊中心的字：{expectedSigns}',
      en: 'The name is not the RA’s ({expected}); characters here: {signs}, there: {expectedSigns}.',
    },
    card: noCard,
    next: correctLine,
  },
  'batch.place.dryRunGone': {
    status: 409,
    happened: { 'zh-TW': '檔案的檢查結果已失效', en: 'The file was tried too long ago.' },
    card: noCard,
    next: { 'zh-TW': '請再檢查一次檔案', en: 'Try the file again.' },
  },
  'batch.place.badLines': {
    status: 409,
    happened: { 'zh-TW': '檔案還有 {count} 個錯誤', en: 'The file still has {count} {count|error|errors}.' },
    card: noCard,
    next: { 'zh-TW': '請更正檔案，或選擇略過錯誤的行', en: 'Correct the file, or choose to leave the bad lines out.' },
  },
  'batch.place.nothing': {
    status: 409,
    happened: { 'zh-TW': '訂單沒有任何可製作的晶片卡', en: 'The order has no card to make.' },
    card: noCard,
    next: { 'zh-TW': '請更正檔案，或選擇另一筆訂單', en: 'Correct the file or choose another order.' },
  },
  'batch.place.changed': {
    status: 409,
    happened: {
      'zh-TW': '訂單中的註冊資料已在另一筆進行中的訂單內（{order}）',
      en: 'A registration of it stands in another open order ({order}).',
    },
    card: noCard,
    next: { 'zh-TW': '請再檢查一次檔案，或先完成該訂單', en: 'Try the file again, or finish that order first.' },
  },
  'batch.place.taken': {
    status: 409,
    happened: { 'zh-TW': '這筆註冊中心訂單已經下單', en: 'This order of the RA was taken already.' },
    card: noCard,
    next: { 'zh-TW': '請在訂單清單中查看', en: 'Look at it in the list of orders.' },
  },
  'batch.place.raOrderUnknown': {
    status: 404,
    happened: { 'zh-TW': '註冊中心沒有這筆待製的訂單', en: 'No such order waits at the RA.' },
    card: noCard,
    next: { 'zh-TW': '請更新註冊中心的訂單清單後再選一次', en: 'Refresh the RA’s orders and choose again.' },
  },
  'batch.order.unknown': {
    status: 404,
    happened: { 'zh-TW': '沒有這筆訂單', en: 'There is no such order.' },
    card: noCard,
    next: { 'zh-TW': '請重新整理畫面', en: 'Reload the screen.' },
  },
  'batch.order.notNow': {
    status: 409,
    happened: { 'zh-TW': '訂單目前的狀態不能這樣做', en: 'The order cannot do that in its present state.' },
    card: { 'zh-TW': '進行中的晶片卡不受影響', en: 'Cards under way are not affected.' },
    next: { 'zh-TW': '請查看訂單的狀態', en: 'Look at the order’s state.' },
  },
  'batch.entry.cancelled': {
    status: 409,
    happened: { 'zh-TW': '作業被人員取消', en: 'A person stopped the work.' },
    card: { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' },
    next: { 'zh-TW': '需要時請按「重做」', en: 'Run it again when it is wanted.' },
  },
} as const satisfies Record<string, CatalogueEntry>;
