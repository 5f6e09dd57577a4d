/** 晶片卡密碼修改, struck at every point once. */
import { tryReduced } from './reduced.js';

await tryReduced('changePin');
