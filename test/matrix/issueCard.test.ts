/** 製卡, struck at every point once. */
import { tryReduced } from './reduced.js';

await tryReduced('issueCard');
