/** What a subscriber does at the kiosk without a card: certificates, the website password, a partner's certificate: in Chinese, at both sizes. */
import t from 'tap';
import { walkIn } from './kioskAccount.js';

await walkIn('zh-TW');
t.end();
