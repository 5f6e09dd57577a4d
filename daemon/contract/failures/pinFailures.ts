/** What a card refuses of a PIN or a PUK, and what a rule refuses of a new PIN: `card.pin.*` and `card.puk.*` of the catalogue. */
import type { CatalogueEntry } from './catalogueEntry.js';

const cardUnchanged = { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' };

export const pinFailures = {
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
