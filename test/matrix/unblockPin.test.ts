/** 鎖卡解碼, struck at every point once. */
import { tryReduced } from './reduced.js';

await tryReduced('unblockPin');
