/** What is done for a subscriber at the counter beside issuing, screen by screen: in English, at both sizes. */
import t from 'tap';
import { walkIn } from './counterWork.js';

await walkIn('en');
t.end();
