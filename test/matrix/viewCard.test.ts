/** 卡片檢視, struck at every point once. */
import { tryReduced } from './reduced.js';

await tryReduced('viewCard');
