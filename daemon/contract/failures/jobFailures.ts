/** What stops a job: codes that begin with the kind of job, and `job.*` for all kinds. */
import type { CatalogueEntry } from './catalogueEntry.js';

const cardUnchanged = { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' };
/** The work may be half way. */
const cardAsItIs = { 'zh-TW': '晶片卡維持目前的狀態', en: 'The card stays as it is.' };

export const jobFailures = {
  'job.create.readerUnknown': {
    status: 404,
    happened: { 'zh-TW': '沒有這台讀卡機', en: 'There is no such reader.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請選擇另一台讀卡機', en: 'Choose another reader.' },
  },
  'job.create.readerEmpty': {
    status: 409,
    happened: { 'zh-TW': '讀卡機內沒有晶片卡', en: 'There is no card in the reader.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請插入晶片卡', en: 'Put a card in.' },
  },
  'job.create.readerBusy': {
    status: 409,
    happened: { 'zh-TW': '讀卡機正在處理另一項作業', en: 'The reader is busy with another job.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請等候完成或改用另一台讀卡機', en: 'Wait for it or use another reader.' },
  },
  'job.create.cardNotRead': {
    status: 409,
    happened: {
      'zh-TW': '晶片卡還沒讀取完成或無法辨識',
      en: 'The card is still being read, or it cannot be recognised.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請稍候，或抽出後重新插入', en: 'Wait a moment, or take it out and put it in again.' },
  },
  'job.create.cardHasOpenJob': {
    status: 409,
    happened: { 'zh-TW': '這張晶片卡還有未完成的作業', en: 'This card has unfinished work.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請先完成該作業', en: 'Finish that first.' },
  },
  'job.create.lastTry': {
    status: 409,
    happened: {
      'zh-TW': '第{pin|一|二}組晶片卡密碼只剩最後一次機會，再輸入錯誤將會鎖卡',
      en: 'PIN {pin} has one try left. One more error locks it.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請確認後再繼續', en: 'Say that you know, then go on.' },
  },
  'job.create.otherPins': {
    status: 409,
    happened: {
      'zh-TW': '這張晶片卡有 {pins} 組密碼，輸入的組數不同',
      en: 'This card has {pins|one PIN|two PINs}. Another number of PINs was typed.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請重新整理畫面，再輸入密碼', en: 'Load the screen again, then type the PINs of this card.' },
  },
  'job.create.twoCards': {
    status: 409,
    happened: {
      'zh-TW': '兩台讀卡機內有卡號相同的晶片卡（{readers}），其中一張不是真的',
      en: 'Two readers ({readers}) hold cards of the same serial. One of them is not what it says.',
    },
    card: cardUnchanged,
    next: {
      'zh-TW': '兩張卡都不辦理；請抽出並交給主管查明',
      en: 'Neither is worked on. Take them out and give them to a supervisor.',
    },
  },
  'job.create.keyReused': {
    status: 409,
    happened: { 'zh-TW': '相同的請求編號已用於不同的請求', en: 'The same request key was used for another request.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請重新開始', en: 'Start again.' },
  },
  'job.create.registrationInProgress': {
    status: 409,
    happened: { 'zh-TW': '這筆註冊資料正在另一張卡上製作', en: 'This registration is being issued to another card.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請完成或查看該作業', en: 'Finish or look at that job.' },
  },
  'job.create.registrationMissing': {
    status: 400,
    happened: { 'zh-TW': '請求沒有註明是哪一筆註冊資料', en: 'The request does not say whose registration it is.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請先選擇用戶的註冊資料', en: 'Choose the subscriber’s registration first.' },
  },
  'job.create.notLoggedIn': {
    status: 403,
    happened: { 'zh-TW': '尚未以網站帳號與密碼登入', en: 'Nobody is logged in with a website account.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請先輸入網站帳號與密碼', en: 'Enter your website account and password first.' },
  },
  'job.find.unknown': {
    status: 404,
    happened: { 'zh-TW': '找不到這項作業', en: 'There is no such job.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請重新整理畫面', en: 'Reload the screen.' },
  },
  'job.answer.notExpected': {
    status: 409,
    happened: { 'zh-TW': '目前沒有等候這個回答', en: 'This answer is not what the job is waiting for.' },
    card: cardAsItIs,
    next: { 'zh-TW': '請依畫面上的問題回答', en: 'Answer the question on the screen.' },
  },
  'job.answer.lastTry': {
    status: 409,
    happened: {
      'zh-TW': '第{pin|一|二}組晶片卡密碼只剩最後一次機會，再輸入錯誤將會鎖卡',
      en: 'PIN {pin} has one try left. One more error locks it.',
    },
    card: cardAsItIs,
    next: { 'zh-TW': '請確認後再繼續', en: 'Say that you know, then go on.' },
  },
  'job.cancel.notNow': {
    status: 409,
    happened: { 'zh-TW': '作業正在進行，無法取消', en: 'The job is at work and cannot be cancelled now.' },
    card: { 'zh-TW': '處理中，請勿抽出晶片卡', en: 'Working. Please leave the card in.' },
    next: { 'zh-TW': '請等候完成', en: 'Wait until it is done.' },
  },
  'job.cancel.cardBound': {
    status: 409,
    happened: { 'zh-TW': '晶片卡已開始製作，必須完成', en: 'The card is half made and has to be finished.' },
    card: {
      'zh-TW': '作業會保留，插回同一張卡即可繼續',
      en: 'The job is kept and goes on when the same card is put in.',
    },
    next: {
      'zh-TW': '請將同一張晶片卡重新插入，作業會自動繼續',
      en: 'Put the same card back: the work goes on by itself.',
    },
  },
  'job.decide.setAside': {
    status: 409,
    happened: { 'zh-TW': '作業已暫停，保留未完成', en: 'The job was set aside, unfinished.' },
    card: { 'zh-TW': '晶片卡已開始製作，必須完成', en: 'The card is half made and has to be finished.' },
    next: {
      'zh-TW': '請將同一張晶片卡重新插入，作業會自動繼續',
      en: 'Put the same card back: the work goes on by itself.',
    },
  },
  'job.spoil.spoiled': {
    status: 409,
    happened: { 'zh-TW': '晶片卡已作廢，作業已結束', en: 'The card was spoiled, and the work on it ended.' },
    card: { 'zh-TW': '這張晶片卡不能再使用', en: 'This card can no longer be used.' },
    next: { 'zh-TW': '請換一張晶片卡重新辦理', en: 'Start again with another card.' },
  },
  'job.session.ended': {
    status: 409,
    happened: {
      'zh-TW': '作業等候時畫面已結束，輸入的資料已清除',
      en: 'The screen was left while the work waited. What was typed is wiped.',
    },
    card: {
      'zh-TW': '作業已停止，晶片卡上的資料可能只完成一部分',
      en: 'The work has stopped; the card may be half done.',
    },
    next: { 'zh-TW': '請重新開始', en: 'Start again.' },
  },
  'job.step.internal': {
    status: 500,
    happened: { 'zh-TW': '系統發生未預期的錯誤', en: 'Something unexpected went wrong in the gateway.' },
    card: {
      'zh-TW': '作業已停止，晶片卡上的資料可能只完成一部分',
      en: 'The job has stopped; the card may be half done.',
    },
    next: { 'zh-TW': '請通知維護人員', en: 'Tell the maintainer.' },
  },
  'job.restore.heldBack': {
    status: 503,
    happened: {
      'zh-TW': '資料由備份還原，這件作業在備份之後做到哪裡尚不確定',
      en: 'The records were restored from a copy, and it is not known how far this job went after the copy was made.',
    },
    card: {
      'zh-TW': '晶片卡可能已經完成，也可能只完成一部分；程式不會自動繼續',
      en: 'The card may be finished or half done. Nothing goes on by itself.',
    },
    next: {
      'zh-TW': '請將這張晶片卡插入任一讀卡機，系統會與註冊中心核對；未自動結案時，請在卡片頁選擇復原方式',
      en: 'Put the card into any reader: it is compared with the RA. Where that does not settle it, choose a way on at the card’s page.',
    },
  },
  'job.restore.ended': {
    status: 409,
    happened: {
      'zh-TW': '資料由備份還原，還原前未完成的作業已結束',
      en: 'The records were restored from a copy, and this unfinished job ended.',
    },
    card: {
      'zh-TW': '晶片卡上的資料可能只完成一部分',
      en: 'The card may be half done.',
    },
    next: {
      'zh-TW': '請重新辦理一次；憑證已簽發而未寫入卡片時，請辦理「憑證下載」',
      en: 'Begin it again. Where certificates were issued and are not on the card, write them to the card.',
    },
  },
  'job.restart.cardNeeded': {
    status: 503,
    happened: { 'zh-TW': '系統重新啟動，作業尚未完成', en: 'The gateway was restarted before the job was finished.' },
    card: {
      'zh-TW': '作業尚未完成，晶片卡上的資料可能只完成一部分',
      en: 'The work is not finished; the card may be half done.',
    },
    next: {
      'zh-TW': '請將同一張晶片卡重新插入，作業會自動繼續',
      en: 'Put the same card back: the work goes on by itself.',
    },
  },
  'issueCard.deliverPin.typeAgain': {
    status: 409,
    happened: {
      'zh-TW': '作業曾中斷，晶片卡密碼不會保存，需要重新輸入',
      en: 'The work was interrupted, and PINs are never stored: they are needed again.',
    },
    card: { 'zh-TW': '金鑰與憑證都已在晶片卡上', en: 'Keys and certificates are on the card.' },
    next: { 'zh-TW': '請用戶再輸入一次晶片卡密碼', en: 'Let the subscriber enter them again.' },
  },
  'issueCard.deliverPin.interrupted': {
    status: 409,
    happened: {
      'zh-TW': '設定第{pin|一|二}組晶片卡密碼時中斷，無法得知是否已設定',
      en: 'Setting PIN {pin} was interrupted; whether it was set cannot be told.',
    },
    card: { 'zh-TW': '金鑰與憑證都已在晶片卡上', en: 'Keys and certificates are on the card.' },
    next: { 'zh-TW': '請重新設定，系統會以解鎖碼設定新密碼', en: 'Set it again: the gateway uses the PUK for it.' },
  },
  'issueCard.deliverPin.pukTries': {
    status: 409,
    happened: {
      'zh-TW': '設定第{pin|一|二}組晶片卡密碼時中斷，解鎖碼可能已用去一次，還可嘗試 {triesLeft} 次',
      en: 'Setting PIN {pin} was interrupted. A try of its PUK may be spent: {triesLeft} {triesLeft|try|tries} left.',
    },
    card: { 'zh-TW': '金鑰與憑證都已在晶片卡上', en: 'Keys and certificates are on the card.' },
    next: {
      'zh-TW': '重新設定會再用一次解鎖碼；不確定時請先停止',
      en: 'Setting it again uses the PUK once more. Stop if you are not sure.',
    },
  },
  'unblockPin.create.pukBlocked': {
    status: 409,
    happened: {
      'zh-TW': '這張卡的第{pin|一|二}組解鎖碼已鎖住，無法再解鎖',
      en: 'PUK {pin} of this card is blocked: this PIN can never be unblocked again.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請至櫃檯換發新卡', en: 'A new card is needed: go to the counter.' },
  },
  'unblockPin.create.pukRefused': {
    status: 409,
    happened: {
      'zh-TW': '這張卡曾拒絕註冊中心的解鎖碼，還可嘗試 {triesLeft} 次，不能在此再試',
      en: 'This card refused the RA’s PUK before. {triesLeft} {triesLeft|try|tries} left, so it is not tried again here.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請洽櫃檯人員', en: 'Please ask at the counter.' },
  },
  'unblockPin.create.lastTry': {
    status: 409,
    happened: {
      'zh-TW': '這張卡的第{pin|一|二}組解鎖碼只剩最後一次機會，再錯誤一次，卡片將永遠無法解鎖',
      en: 'PUK {pin} of this card has one try left. One more error, and the PIN can never be unblocked.',
    },
    card: cardUnchanged,
    next: {
      'zh-TW': '確認註冊中心的解鎖碼正確後再繼續，否則請換發新卡',
      en: 'Go on only when the RA’s PUK is known to be right; or else issue a new card.',
    },
  },
  'unblockPin.resetRetryCounter.pukTries': {
    status: 409,
    happened: {
      'zh-TW': '解鎖時中斷，解鎖碼可能已用去一次，還可嘗試 {triesLeft} 次',
      en: 'Unblocking was interrupted. A try of the PUK may be spent: {triesLeft} {triesLeft|try|tries} left.',
    },
    card: { 'zh-TW': '第{pin|一|二}組晶片卡密碼可能已變更', en: 'PIN {pin} may have been changed.' },
    next: {
      'zh-TW': '請重新輸入網站密碼與新密碼，系統會再設定一次',
      en: 'Enter your website password and the new PIN again; it is set once more.',
    },
  },
  'unblockPin.create.notAuthorised': {
    status: 403,
    happened: {
      'zh-TW': '尚未以網站密碼驗證身分',
      en: 'The website password has not been verified for this card and PIN.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請先輸入網站帳號與密碼', en: 'Enter your website account and password first.' },
  },
  'unblockPin.authorise.sessionEnded': {
    status: 409,
    happened: {
      'zh-TW': '畫面已結束，身分驗證不予保留',
      en: 'The screen was left while the RA was asked: its answer is not kept.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請重新開始', en: 'Start again.' },
  },
  'unblockPin.checkCard.noPin': {
    status: 409,
    happened: { 'zh-TW': '這張晶片卡還沒有設定密碼', en: 'This card has no PIN yet.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請洽櫃檯人員', en: 'Please ask at the counter.' },
  },
  'unblockPin.checkCard.noPuk': {
    status: 409,
    happened: { 'zh-TW': '這種晶片卡不能用解鎖碼解鎖', en: 'No PUK unblocks this kind of card.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請洽註冊中心換發晶片卡', en: 'Ask the RA for another card.' },
  },
  'unblockPin.resetRetryCounter.authoriseAgain': {
    status: 409,
    happened: { 'zh-TW': '作業曾中斷，密碼不會保存', en: 'The work was interrupted. Passwords are never stored.' },
    card: { 'zh-TW': '第{pin|一|二}組晶片卡密碼還沒有變更', en: 'PIN {pin} is not changed yet.' },
    next: { 'zh-TW': '請重新輸入網站密碼與新密碼', en: 'Enter your website password and the new PIN again.' },
  },
  'unblockPin.resetRetryCounter.interrupted': {
    status: 409,
    happened: {
      'zh-TW': '解鎖時中斷，無法得知新密碼是否已設定',
      en: 'Unblocking was interrupted; whether the new PIN was set cannot be told.',
    },
    card: { 'zh-TW': '第{pin|一|二}組晶片卡密碼可能已變更', en: 'PIN {pin} may have been changed.' },
    next: {
      'zh-TW': '請重新輸入網站密碼與新密碼，系統會再設定一次',
      en: 'Enter your website password and the new PIN again; it is set once more.',
    },
  },
  'unblockPin.confirm.stillLocked': {
    status: 502,
    happened: {
      'zh-TW': '晶片卡接受了解鎖，但密碼仍然鎖住',
      en: 'The card accepted the unblocking, but the PIN is still locked.',
    },
    card: { 'zh-TW': '晶片卡可能故障', en: 'The card may be faulty.' },
    next: { 'zh-TW': '請洽櫃檯人員', en: 'Please ask at the counter.' },
  },
  'changePin.create.locked': {
    status: 409,
    happened: {
      'zh-TW': '第{pin|一|二}組晶片卡密碼已鎖卡，無法變更',
      en: 'PIN {pin} is locked and cannot be changed.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請辦理鎖卡解碼', en: 'Unblock it (鎖卡解碼).' },
  },
  'changePin.create.noPin': {
    status: 409,
    happened: { 'zh-TW': '這張晶片卡還沒有設定密碼', en: 'This card has no PIN yet.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請洽櫃檯人員', en: 'Please ask at the counter.' },
  },
  'changePin.create.lastTry': {
    status: 409,
    happened: {
      'zh-TW': '這是最後一次機會，再輸入錯誤將會鎖卡',
      en: 'This is your last try. One more error locks the PIN.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請確認後再繼續', en: 'Say that you know, then go on.' },
  },
  'changePin.changePin.startAgain': {
    status: 409,
    happened: { 'zh-TW': '作業中斷，密碼沒有變更', en: 'The work was interrupted. The PIN was not changed.' },
    card: { 'zh-TW': '舊密碼仍然有效', en: 'The old PIN is still valid.' },
    next: { 'zh-TW': '請重新開始', en: 'Start again.' },
  },
  'changePin.changePin.interrupted': {
    status: 409,
    happened: {
      'zh-TW': '變更密碼時中斷，無法得知新密碼是否已設定',
      en: 'The change was interrupted; whether the new PIN was set cannot be told.',
    },
    card: { 'zh-TW': '新密碼或舊密碼其中之一有效', en: 'Either the new PIN or the old one is valid.' },
    next: {
      'zh-TW': '請輸入新密碼試一次；輸入錯誤會使用一次機會',
      en: 'Try the new PIN; it uses one try if it is wrong.',
    },
  },
  'changePin.tryNewPin.wrong': {
    status: 409,
    happened: {
      'zh-TW': '新密碼不正確，還可輸入 {triesLeft} 次',
      en: 'The new PIN is not right. {triesLeft} {triesLeft|try|tries} left.',
    },
    card: {
      'zh-TW': '若輸入的確實是新密碼，密碼沒有變更，舊密碼仍然有效',
      en: 'If it was typed as it was chosen, the PIN was not changed and the old one is still valid.',
    },
    next: {
      'zh-TW': '可再輸入一次新密碼，或停止後以舊密碼重新開始；不確定時請先洽櫃檯人員',
      en: 'Type the new PIN again, or stop and start again with the old one. If in doubt, ask at the counter first.',
    },
  },
} as const satisfies Record<string, CatalogueEntry>;
