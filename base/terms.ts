/** Words that the card, the RA contract and the jobs share. */

/** 1: 第一組晶片卡密碼, 2: 第二組晶片卡密碼. */
export type PinReference = 1 | 2;

/** 簽章, 加密, or 簽章加密: one key for both. */
export type KeyUse = 'sign' | 'encrypt' | 'signEncrypt';
