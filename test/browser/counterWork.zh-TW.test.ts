/** What is done for a subscriber at the counter beside issuing, screen by screen: in Chinese, at both sizes. */
import t from 'tap';
import { walkIn } from './counterWork.js';

await walkIn('zh-TW');
t.end();
