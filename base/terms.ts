/** Types that the card layer, the RA contract and the jobs share. */

/** 1: 第一組晶片卡密碼 (first PIN), 2: 第二組晶片卡密碼 (second PIN). */
export type PinReference = 1 | 2;

/** What a key is for: 簽章 (signing), 加密 (encryption), or 簽章加密 (one key for both). */
export type KeyUse = 'sign' | 'encrypt' | 'signEncrypt';
