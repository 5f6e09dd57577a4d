/** Words that the card, the RA contract and the jobs share. */

/** 1: 第一組晶片卡密碼, 2: 第二組晶片卡密碼. */
export type PinReference = 1 | 2;

/** 簽章 or 加密. */
export type KeyUse = 'sign' | 'encrypt';
