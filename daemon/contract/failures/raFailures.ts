/** What the RA refuses, or that it is away: `ra.*` of the catalogue. */
import type { CatalogueEntry } from './catalogueEntry.js';

const cardUnchanged = { 'zh-TW': '晶片卡沒有變更', en: 'The card is unchanged.' };
/** May come at any time of a job. */
const cardAsItIs = { 'zh-TW': '晶片卡維持目前的狀態', en: 'The card stays as it is.' };
/** The CA's answer to new keys: those in use before were left alone. */
const keysOnly = {
  'zh-TW': '晶片卡上可能已產生新金鑰，沒有寫入憑證；原有的憑證沒有變更',
  en: 'The card may hold new keys and no certificate for them. Certificates it had are unchanged.',
};

export const raFailures = {
  'ra.request.unavailable': {
    status: 503,
    happened: {
      'zh-TW': '目前無法連線至註冊中心，密碼變更仍可使用',
      en: 'The registration authority cannot be reached. Changing a PIN still works.',
    },
    card: cardAsItIs,
    next: { 'zh-TW': '請稍後再試', en: 'Try again later.' },
  },
  'ra.choose.unknown': {
    status: 404,
    happened: { 'zh-TW': '這台設備不受理註冊中心「{ra}」的業務', en: 'This gateway does not serve the RA “{ra}”.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請重新整理畫面後再選一次', en: 'Reload the screen and choose again.' },
  },
  'ra.choose.missing': {
    status: 400,
    happened: {
      'zh-TW': '這台設備受理多個註冊中心的業務，請求沒有註明是哪一個',
      en: 'This gateway serves several RAs and the request does not say which one.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請先選擇註冊中心', en: 'Choose the RA first.' },
  },
  'fact.send.unknown': {
    status: 404,
    happened: {
      'zh-TW': '沒有這筆擱置的回報，可能已重新傳送',
      en: 'No such fact is set aside. It may have been sent again.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請重新整理清單', en: 'Reload the list.' },
  },
  'ra.refused.registrationUnknown': {
    status: 404,
    happened: { 'zh-TW': '註冊中心沒有這筆註冊資料', en: 'The RA does not know this registration.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請更新清單後再選一次', en: 'Refresh the list and choose again.' },
  },
  'ra.refused.registrationNotApproved': {
    status: 409,
    happened: { 'zh-TW': '這筆註冊資料尚未核准', en: 'This registration is not approved.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請先在註冊中心完成核准', en: 'Have it approved at the RA first.' },
  },
  'ra.refused.registrationAlreadyIssued': {
    status: 409,
    happened: { 'zh-TW': '這筆註冊資料已經發卡', en: 'A card was already issued for this registration.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請更新清單', en: 'Refresh the list.' },
  },
  'ra.refused.cardAlreadyBound': {
    status: 409,
    happened: {
      'zh-TW': '註冊資料或這張晶片卡已登記給另一張卡或另一位用戶',
      en: 'The registration or this card is already bound to another one.',
    },
    card: cardUnchanged,
    next: {
      'zh-TW': '請使用原來登記的晶片卡，或換一張空白卡',
      en: 'Use the card it is bound to, or another blank card.',
    },
  },
  'ra.refused.cardUnknown': {
    status: 404,
    happened: { 'zh-TW': '註冊中心沒有這張晶片卡的資料', en: 'The RA does not know this card.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請洽櫃檯人員', en: 'Please ask at the counter.' },
  },
  'ra.refused.orderUnknown': {
    status: 404,
    happened: { 'zh-TW': '註冊中心沒有這筆發卡作業', en: 'The RA does not know this order.' },
    card: cardAsItIs,
    next: { 'zh-TW': '請洽櫃檯人員', en: 'Please ask at the counter.' },
  },
  'ra.refused.batchOrderUnknown': {
    status: 404,
    happened: { 'zh-TW': '註冊中心沒有這筆批次訂單', en: 'The RA does not know this batch order.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請更新註冊中心的訂單清單後再選一次', en: 'Refresh the RA’s orders and choose again.' },
  },
  'ra.refused.proofOfPossessionFailed': {
    status: 422,
    happened: {
      'zh-TW': '註冊中心無法驗證憑證請求的簽章',
      en: 'The RA could not verify the signature of the certificate request.',
    },
    card: keysOnly,
    next: { 'zh-TW': '請換一張晶片卡並回報此卡', en: 'Use another card and report this one.' },
  },
  'ra.refused.publicKeyReused': {
    status: 409,
    happened: { 'zh-TW': '這把金鑰已經用於另一張憑證', en: 'This key is already in another certificate.' },
    card: keysOnly,
    next: { 'zh-TW': '請換一張晶片卡並回報此卡', en: 'Use another card and report this one.' },
  },
  'ra.refused.certificateAlreadyIssued': {
    status: 409,
    happened: {
      'zh-TW': '這筆作業已用另一把金鑰核發憑證',
      en: 'Certificates were already issued for this order with other keys.',
    },
    card: keysOnly,
    next: { 'zh-TW': '請主管處理', en: 'A supervisor has to look at it.' },
  },
  'ra.refused.passwordWrong': {
    status: 401,
    happened: {
      'zh-TW': '網站帳號或網站密碼錯誤，還可輸入 {triesLeft} 次',
      en: 'Website account or password incorrect. {triesLeft} {triesLeft|try|tries} left.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請再輸入一次', en: 'Enter them again.' },
  },
  'ra.refused.accountSuspended': {
    status: 403,
    happened: { 'zh-TW': '網站帳號已暫停使用', en: 'The website account is suspended.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請至櫃檯辦理網站密碼重設', en: 'Have the website password reset at the counter.' },
  },
  'ra.refused.passwordChangeRequired': {
    status: 403,
    happened: {
      'zh-TW': '第一次登入須先變更網站密碼',
      en: 'The website password has to be changed at the first login.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請先變更網站密碼', en: 'Change the website password first.' },
  },
  'ra.refused.notCardHolder': {
    status: 403,
    happened: { 'zh-TW': '這張晶片卡不屬於此網站帳號', en: 'This card does not belong to this website account.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請使用本人的晶片卡與網站帳號', en: 'Use your own card and your own account.' },
  },
  'ra.refused.authorisationExpired': {
    status: 403,
    happened: { 'zh-TW': '身分驗證已逾時', en: 'The verification has expired.' },
    card: cardAsItIs,
    next: { 'zh-TW': '請重新輸入網站帳號與密碼', en: 'Enter your website account and password again.' },
  },
  'ra.refused.authorisationUsed': {
    status: 409,
    happened: { 'zh-TW': '這次身分驗證已經使用過', en: 'This verification was already used.' },
    card: cardAsItIs,
    next: { 'zh-TW': '請重新輸入網站帳號與密碼', en: 'Enter your website account and password again.' },
  },
  'ra.refused.noEscrowedPuk': {
    status: 409,
    happened: { 'zh-TW': '註冊中心沒有這張卡的解鎖碼', en: 'The RA holds no PUK for this card.' },
    card: cardAsItIs,
    next: { 'zh-TW': '請洽櫃檯人員', en: 'Please ask at the counter.' },
  },
  'ra.refused.registrationNotPrepared': {
    status: 409,
    happened: {
      'zh-TW': '這張晶片卡目前不能辦理此項作業：可能還在製卡、尚未申請憑證，或已經申請過',
      en: 'This cannot be done with the card now: it may still be in preparation, have no certificates yet, or have them already.',
    },
    card: cardAsItIs,
    next: { 'zh-TW': '請洽櫃檯人員', en: 'Please ask at the counter.' },
  },
  'ra.refused.cardSpoiled': {
    status: 409,
    happened: { 'zh-TW': '這張晶片卡已經作廢', en: 'This card was spoiled.' },
    card: cardAsItIs,
    next: { 'zh-TW': '請換一張晶片卡', en: 'Use another card.' },
  },
  'ra.refused.certificateUnknown': {
    status: 404,
    happened: { 'zh-TW': '註冊中心沒有這張憑證的資料', en: 'The RA does not know this certificate.' },
    card: cardUnchanged,
    next: {
      'zh-TW': '請確認憑證序號，或確認選擇的註冊中心是否正確',
      en: 'Check the serial number, and that the right RA was chosen.',
    },
  },
  'ra.refused.certificateRevoked': {
    status: 409,
    happened: { 'zh-TW': '憑證 {serial} 已經廢止', en: 'Certificate {serial} was revoked.' },
    card: cardUnchanged,
    next: {
      'zh-TW': '廢止的憑證不能再使用，請至櫃檯重新申請',
      en: 'A revoked certificate cannot be used again. Apply for a new one at the counter.',
    },
  },
  'ra.refused.certificateSuspended': {
    status: 409,
    happened: { 'zh-TW': '憑證 {serial} 暫時停用', en: 'Certificate {serial} is suspended.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請洽櫃檯人員', en: 'Please ask at the counter.' },
  },
  'ra.refused.certificatesInForce': {
    status: 409,
    happened: {
      'zh-TW': '這張晶片卡還有 {count} 張有效憑證',
      en: 'This card still carries {count} {count|certificate|certificates} in force.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請先辦理憑證廢止，再作廢晶片卡', en: 'Revoke them first, then spoil the card.' },
  },
  'ra.refused.noCertificateInForce': {
    status: 409,
    happened: { 'zh-TW': '沒有可以廢止的有效憑證', en: 'There is no certificate in force that could be revoked.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請更新資料後確認憑證狀態', en: 'Refresh and look at the state of the certificates.' },
  },
  'ra.refused.alreadyRevoked': {
    status: 409,
    happened: { 'zh-TW': '憑證先前已經廢止', en: 'It was revoked before.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請更新資料後確認憑證狀態', en: 'Refresh and look at the state of the certificates.' },
  },
  'ra.refused.renewalTooEarly': {
    status: 409,
    happened: {
      'zh-TW': '尚未到展期時間：憑證有效至 {endsOn}，自 {opensOn} 起可辦理展期',
      en: 'It is too early to renew: the certificates end on {endsOn} and can be renewed from {opensOn} on.',
    },
    card: {
      'zh-TW': '晶片卡沒有變更，憑證仍然有效',
      en: 'The card is unchanged and its certificates are still valid.',
    },
    next: { 'zh-TW': '請於 {opensOn} 以後再辦理', en: 'Come back on {opensOn} or later.' },
  },
  'ra.refused.renewalTooLate': {
    status: 409,
    happened: {
      'zh-TW': '憑證已於 {endedOn} 到期，不能再辦理展期',
      en: 'The certificates ended on {endedOn} and can no longer be renewed.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請至櫃檯重新申請憑證', en: 'Please register again at the counter.' },
  },
  'ra.refused.termsOutdated': {
    status: 409,
    happened: {
      'zh-TW': '尚未同意現行的用戶約定條款（版本 {version}）',
      en: 'The terms in force (version {version}) were not accepted.',
    },
    card: keysOnly,
    next: { 'zh-TW': '請閱讀並勾選同意現行條款', en: 'Read the terms in force and tick that you accept them.' },
  },
  'ra.refused.passwordRule': {
    status: 422,
    happened: {
      'zh-TW': '新的網站密碼須為 {minLength} 至 {maxLength} 個英數字或符號',
      en: 'The new website password has to be {minLength} to {maxLength} letters, digits or signs.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請輸入另一組新密碼', en: 'Enter another new password.' },
  },
  'ra.refused.passwordSame': {
    status: 422,
    happened: { 'zh-TW': '新的網站密碼與舊密碼相同', en: 'The new website password is the old one.' },
    card: cardUnchanged,
    next: { 'zh-TW': '請輸入另一組新密碼', en: 'Enter another new password.' },
  },
  'ra.refused.challengeExpired': {
    status: 403,
    happened: { 'zh-TW': '晶片卡驗證已逾時', en: 'The verification of the card has expired.' },
    card: cardAsItIs,
    next: { 'zh-TW': '請重新開始', en: 'Start again.' },
  },
  'ra.refused.proofFailed': {
    status: 403,
    happened: {
      'zh-TW': '晶片卡的簽章與註冊中心的憑證不符',
      en: 'The card’s signature does not match the certificate at the RA.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請使用申請憑證時的原晶片卡', en: 'Use the original card that the certificate was issued to.' },
  },
  'ra.refused.letterUnknown': {
    status: 404,
    happened: {
      'zh-TW': '沒有這份密碼單，或已由較新的密碼取代',
      en: 'There is no such password letter, or a newer password replaced it.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請更新清單', en: 'Refresh the list.' },
  },
  'ra.refused.letterAlreadyPrinted': {
    status: 409,
    happened: {
      'zh-TW': '這份密碼單已列印過 {printed} 次',
      en: 'This password letter was printed {printed} {printed|time|times} before.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '如需補印，請填寫補印原因', en: 'To print it again, give a reason.' },
  },
  'ra.refused.letterReleasedElsewhere': {
    status: 409,
    happened: {
      'zh-TW': '這份密碼單已在另一台設備（{gateway}）開啟列印',
      en: 'Another gateway ({gateway}) has opened this letter to print it.',
    },
    card: cardUnchanged,
    next: {
      'zh-TW': '請向該處確認是否已印出；若仍要在此列印，請註明補印原因',
      en: 'Ask there whether it came out. To print it here all the same, give a reason.',
    },
  },
  'ra.refused.letterNotForPrint': {
    status: 409,
    happened: {
      'zh-TW': '這份密碼單由註冊中心寄送至登記的聯絡資料',
      en: 'The RA itself sends this password letter to the registered contact.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '如須列印，請重新辦理網站密碼重設', en: 'To print one, reset the website password again.' },
  },
  'ra.refused.idempotencyConflict': {
    status: 409,
    happened: { 'zh-TW': '重複的請求內容不一致', en: 'A repeated request was not the same as the first.' },
    card: cardAsItIs,
    next: { 'zh-TW': '請重新開始', en: 'Start again.' },
  },
  'ra.refused.badRequest': {
    status: 502,
    happened: { 'zh-TW': '註冊中心無法解讀請求', en: 'The RA could not read the request.' },
    card: cardAsItIs,
    next: { 'zh-TW': '請通知維護人員', en: 'Tell the maintainer.' },
  },
  'ra.refused.orderHeldElsewhere': {
    status: 409,
    happened: {
      'zh-TW': '這張晶片卡由另一台設備（{gateway}）製作中',
      en: 'Another gateway ({gateway}) is making this card.',
    },
    card: cardAsItIs,
    next: {
      'zh-TW': '請在該設備完成作業；若該設備已停用，請洽註冊中心',
      en: 'Finish it at that gateway. If that gateway is gone, ask the RA.',
    },
  },
  'ra.refused.operatorUnknown': {
    status: 403,
    happened: {
      'zh-TW': '註冊中心沒有承辦人「{operator}」的資料',
      en: 'The RA does not know the operator “{operator}”.',
    },
    card: cardUnchanged,
    next: { 'zh-TW': '請洽註冊中心登錄承辦人', en: 'Have the RA register the operator.' },
  },
  'ra.refused.unrecognised': {
    status: 409,
    happened: {
      'zh-TW': '註冊中心拒絕了這項要求，原因「{reason}」不在本程式所知範圍',
      en: 'The RA refused for a reason that this program does not know: “{reason}”.',
    },
    card: cardAsItIs,
    next: {
      'zh-TW': '請向註冊中心查詢原因，並通知維護人員檢查程式版本',
      en: 'Ask the RA what it means, and have the maintainer check the version of the program.',
    },
  },
  'ra.refused.notAllowed': {
    status: 403,
    happened: { 'zh-TW': '註冊中心不允許這台機器執行此作業', en: 'The RA does not allow this gateway to do this.' },
    card: cardAsItIs,
    next: { 'zh-TW': '請通知維護人員', en: 'Tell the maintainer.' },
  },
} as const satisfies Record<string, CatalogueEntry>;
