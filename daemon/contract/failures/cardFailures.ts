/** What a card or its reader refuses: `card.*` of the catalogue, but for PINs and PUKs (`pinFailures.ts`). */
import type { CatalogueEntry } from './catalogueEntry.js';

export const cardFailures = {
  'card.transport.removed': {
    status: 409,
    happened: { 'zh-TW': '晶片卡已抽出，作業尚未完成', en: 'The card was pulled before we finished.' },
    card: {
      'zh-TW': '作業尚未完成，晶片卡上的資料可能只完成一部分',
      en: 'The work is not finished; the card may be half done.',
    },
    next: { 'zh-TW': '請插回同一張卡，作業會自動繼續', en: 'Put the same card back: the work goes on by itself.' },
  },
  'card.transport.timeout': {
    status: 504,
    happened: { 'zh-TW': '晶片卡或讀卡機沒有在時限內回應', en: 'The card or its reader did not answer in time.' },
    card: { 'zh-TW': '無法得知最後一個指令是否已執行', en: 'Whether the last command took effect is not known.' },
    next: { 'zh-TW': '請抽出晶片卡再插回同一張卡', en: 'Take the card out and put the same card back.' },
  },
  'card.transport.readerGone': {
    status: 409,
    happened: { 'zh-TW': '讀卡機已中斷連線', en: 'The reader was unplugged.' },
    card: {
      'zh-TW': '作業尚未完成，晶片卡上的資料可能只完成一部分',
      en: 'The work is not finished; the card may be half done.',
    },
    next: { 'zh-TW': '請重新連接讀卡機並插回同一張卡', en: 'Connect the reader again and put the same card back.' },
  },
  'card.transport.serviceGone': {
    status: 503,
    happened: { 'zh-TW': '讀卡機服務（pcscd）已停止', en: 'The reader service (pcscd) has stopped.' },
    card: {
      'zh-TW': '作業尚未完成，晶片卡上的資料可能只完成一部分',
      en: 'The work is not finished; the card may be half done.',
    },
    next: {
      'zh-TW': '服務恢復後會自動重新連線，請插回同一張卡',
      en: 'It is looked for again by itself; then put the same card back.',
    },
  },
  'card.transport.heldByOther': {
    status: 409,
    happened: { 'zh-TW': '另一個程式正在使用這張晶片卡', en: 'Another program is using this card.' },
    card: { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' },
    next: { 'zh-TW': '請關閉該程式後重新插入晶片卡', en: 'Close that program and put the card in again.' },
  },
  'card.transport.unresponsive': {
    status: 502,
    happened: {
      'zh-TW': '晶片卡沒有反應，可能插反或晶片髒污',
      en: 'The card does not react: it may be the wrong way round or dirty.',
    },
    card: { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' },
    next: {
      'zh-TW': '請確認方向、擦拭晶片後重新插入',
      en: 'Check which way round it is, wipe the chip and put it in again.',
    },
  },
  'card.transport.crashed': {
    status: 502,
    happened: {
      'zh-TW': '與讀卡機連線的程式意外結束，已重新啟動',
      en: 'The process that talks to the reader ended unexpectedly and was started again.',
    },
    card: { 'zh-TW': '無法得知最後一個指令是否已執行', en: 'Whether the last command took effect is not known.' },
    next: { 'zh-TW': '請抽出晶片卡再插回同一張卡', en: 'Take the card out and put the same card back.' },
  },
  'card.identify.unknown': {
    status: 422,
    happened: { 'zh-TW': '不認得這張晶片卡', en: 'This card is of a kind that we do not know.' },
    card: { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' },
    next: { 'zh-TW': '請確認是否為本中心發行的晶片卡', en: 'Make sure that it is one of our cards.' },
  },
  'card.identify.other': {
    status: 409,
    happened: { 'zh-TW': '這不是剛才的晶片卡', en: 'This is not the same card.' },
    card: { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' },
    next: {
      'zh-TW': '請插回原來的晶片卡（卡號 {expected}）',
      en: 'Put back the card that was here before (serial {expected}).',
    },
  },
  'card.identify.otherFamily': {
    status: 409,
    happened: {
      'zh-TW': '卡號相同，但這次讀到的卡片種類是 {found}，作業開始時是 {expected}',
      en: 'The serial is the same, but the card shows another application ({found}) than when the job began ({expected}).',
    },
    card: { 'zh-TW': '沒有寫入，也沒有試密碼', en: 'Nothing was written, and no PIN was tried.' },
    next: {
      'zh-TW': '請抽出晶片卡再插回一次；若再發生，請通知維護人員',
      en: 'Take the card out and put it in again. If it happens again, tell the maintainer.',
    },
  },
  'card.identify.otherPhase': {
    status: 409,
    happened: {
      'zh-TW': '卡號相同，但卡片內容與作業紀錄不符（第{pin|一|二}組密碼或解鎖碼）：可能是另一張卡，或卡片已被清除',
      en: 'The serial is the same, but the card is not as the job left it (PIN or PUK {pin}): another card, or one that was wiped.',
    },
    card: { 'zh-TW': '沒有寫入，也沒有試密碼', en: 'Nothing was written, and no PIN was tried.' },
    next: {
      'zh-TW': '請插入原來的晶片卡；若卡片已被清除，請由櫃檯人員作廢',
      en: 'Put in the card that was here before. If it was wiped, have it spoiled at the counter.',
    },
  },
  'card.command.refused': {
    status: 502,
    happened: { 'zh-TW': '晶片卡拒絕指令 {command}（{statusWord}）', en: 'The card refused {command} ({statusWord}).' },
    card: {
      'zh-TW': '作業尚未完成，晶片卡上的資料可能只完成一部分',
      en: 'The work is not finished; the card may be half done.',
    },
    next: {
      'zh-TW': '請重試；若仍失敗，請改用另一張卡並回報此卡',
      en: 'Try again. If it fails again, use another card and report this one.',
    },
  },
  'card.memory.full': {
    status: 502,
    happened: { 'zh-TW': '晶片卡的記憶體已滿', en: 'The card’s memory is full.' },
    card: {
      'zh-TW': '最後一筆資料未寫入；之前寫入的資料仍在，作業尚未完成',
      en: 'The last piece of data was not written. What was written before is still there; the work is not finished.',
    },
    next: {
      'zh-TW': '重試無法解決；請改用另一張卡，並回報此卡',
      en: 'Trying again does not help: use another card, and report this one.',
    },
  },
  'card.command.malformed': {
    status: 502,
    happened: {
      'zh-TW': '晶片卡的回應不符合規格',
      en: 'The card gave an answer that its specification does not allow.',
    },
    card: {
      'zh-TW': '作業尚未完成，晶片卡上的資料可能只完成一部分',
      en: 'The work is not finished; the card may be half done.',
    },
    next: {
      'zh-TW': '請抽出再插回；若仍失敗，請回報此卡',
      en: 'Take it out and put it back. If it fails again, report this card.',
    },
  },
} as const satisfies Record<string, CatalogueEntry>;
