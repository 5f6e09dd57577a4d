/** What a card, its reader or a PIN rule refuses: `card.*` of the catalogue. */
import type { CatalogueEntry } from './catalogueEntry.js';

const cardUnchanged = { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' };

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
  'card.pin.wrong': {
    status: 409,
    happened: {
      'zh-TW': '密碼錯誤，還可輸入 {triesLeft} 次',
      en: 'Incorrect PIN. {triesLeft} {triesLeft|try|tries} left.',
    },
    card: { 'zh-TW': '密碼沒有變更', en: 'The PIN is unchanged.' },
    next: { 'zh-TW': '請確認密碼後重新開始', en: 'Make sure of the PIN and start again.' },
  },
  'card.pin.blocked': {
    status: 409,
    happened: { 'zh-TW': '這組密碼已鎖卡', en: 'This PIN is locked.' },
    card: { 'zh-TW': '其他資料沒有變更', en: 'Everything else on the card is unchanged.' },
    next: { 'zh-TW': '請辦理鎖卡解碼', en: 'Unblock it (鎖卡解碼).' },
  },
  'card.pin.tooShort': {
    status: 422,
    happened: {
      'zh-TW': '密碼太短，至少 {minLength} 個字',
      en: 'The PIN is too short: at least {minLength} characters.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請輸入 {minLength}–{maxLength} 個字', en: 'Enter {minLength} to {maxLength} characters.' },
  },
  'card.pin.tooLong': {
    status: 422,
    happened: {
      'zh-TW': '密碼太長，最多 {maxLength} 個字',
      en: 'The PIN is too long: at most {maxLength} characters.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請輸入 {minLength}–{maxLength} 個字', en: 'Enter {minLength} to {maxLength} characters.' },
  },
  'card.pin.digits': {
    status: 422,
    happened: {
      'zh-TW': '這張晶片卡的密碼只能是數字',
      en: 'A PIN of this card has digits alone.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請只用數字', en: 'Use digits only.' },
  },
  'card.pin.noneFits': {
    status: 409,
    happened: {
      'zh-TW': '這張晶片卡存不下註冊中心規定的密碼（長度或字元不符）',
      en: 'This card cannot hold a PIN as the RA wants it: the lengths or the characters do not go together.',
    },
    card: cardUnchanged,
    next: {
      'zh-TW': '請換用其他種類的晶片卡，並通知維護人員',
      en: 'Use another kind of card, and tell the maintainer.',
    },
  },
  'card.pin.character': {
    status: 422,
    happened: { 'zh-TW': '密碼含有不能使用的字元', en: 'The PIN has a character that cannot be used.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請只用英文字母與數字', en: 'Use letters and digits only.' },
  },
  'card.pin.repeats': {
    status: 422,
    happened: {
      'zh-TW': '新的密碼只是重複相同的字，容易被猜到',
      en: 'The new PIN only repeats the same few characters and is easy to guess.',
    },
    card: cardUnchanged,
    next: {
      'zh-TW': '請另選一組，例如取一句話每個字的第一個字母，再加幾個不相連的數字',
      en: 'Choose another one: for example the first letters of a sentence, and a few digits that are not in a row.',
    },
  },
  'card.pin.run': {
    status: 422,
    happened: {
      'zh-TW': '新的密碼是依序或鍵盤上相鄰的字，容易被猜到',
      en: 'The new PIN follows an order, as of the alphabet or of the keys, and is easy to guess.',
    },
    card: cardUnchanged,
    next: {
      'zh-TW': '請另選一組，例如取一句話每個字的第一個字母，再加幾個不相連的數字',
      en: 'Choose another one: for example the first letters of a sentence, and a few digits that are not in a row.',
    },
  },
  'card.pin.common': {
    status: 422,
    happened: {
      'zh-TW': '新的密碼是很多人使用的詞，容易被猜到',
      en: 'The new PIN is a word that many people use and is easy to guess.',
    },
    card: cardUnchanged,
    next: {
      'zh-TW': '請另選一組，例如取一句話每個字的第一個字母，再加幾個不相連的數字',
      en: 'Choose another one: for example the first letters of a sentence, and a few digits that are not in a row.',
    },
  },
  'card.pin.personal': {
    status: 422,
    happened: {
      'zh-TW': '新的密碼是證號、卡號、姓名或生日的一部分，容易被猜到',
      en: 'The new PIN comes from an ID, card number, name or birth date and is easy to guess.',
    },
    card: cardUnchanged,
    next: {
      'zh-TW': '請另選一組，例如取一句話每個字的第一個字母，再加幾個不相連的數字',
      en: 'Choose another one: for example the first letters of a sentence, and a few digits that are not in a row.',
    },
  },
  'card.puk.wrong': {
    status: 409,
    happened: {
      'zh-TW': '註冊中心保管的解鎖碼與這張卡不符，解鎖碼還可嘗試 {triesLeft} 次',
      en: 'The PUK held by the RA is not this card’s. {triesLeft} {triesLeft|try|tries} of the PUK left.',
    },
    card: {
      'zh-TW': '密碼沒有變更；請勿重試，解鎖碼用完次數後卡片無法再解鎖',
      en: 'The PIN is unchanged. Do not try again: without tries of the PUK the card can never be unblocked.',
    },
    next: {
      'zh-TW': '請洽櫃檯人員，先查明註冊中心的解鎖碼',
      en: 'Please ask at the counter: the PUK at the RA has to be looked into first.',
    },
  },
  'card.puk.triesMissing': {
    status: 409,
    happened: {
      'zh-TW': '這張卡的第{pin|一|二}組解鎖碼曾遭拒絕或中斷，還可嘗試 {triesLeft} 次',
      en: 'PUK {pin} of this card was refused before, or cut short: {triesLeft} {triesLeft|try|tries} left.',
    },
    card: { 'zh-TW': '這次沒有送出解鎖碼', en: 'The PUK was not sent this time.' },
    next: {
      'zh-TW': '確認註冊中心的解鎖碼正確後再重試',
      en: 'Try again only when the RA’s PUK is known to be right.',
    },
  },
  'card.puk.lastTry': {
    status: 409,
    happened: {
      'zh-TW': '這張卡的第{pin|一|二}組解鎖碼只剩最後一次機會，再錯誤一次，卡片將永遠無法解鎖',
      en: 'PUK {pin} of this card has one try left. One more error, and the PIN can never be unblocked.',
    },
    card: { 'zh-TW': '這次沒有送出解鎖碼', en: 'The PUK was not sent this time.' },
    next: {
      'zh-TW': '由櫃檯人員確認後才能再試；否則請作廢並換發新卡',
      en: 'A member of staff has to confirm the last try; or else spoil the card and issue another one.',
    },
  },
  'card.puk.blocked': {
    status: 409,
    happened: { 'zh-TW': '這張卡的解鎖碼已鎖住', en: 'The PUK of this card is blocked.' },
    card: { 'zh-TW': '這組密碼無法再解鎖', en: 'This PIN can never be unblocked again.' },
    next: { 'zh-TW': '請至櫃檯換發新卡', en: 'A new card is needed: go to the counter.' },
  },
} as const satisfies Record<string, CatalogueEntry>;
