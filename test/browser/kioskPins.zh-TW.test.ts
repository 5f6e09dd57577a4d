/** The PINs of a card at the kiosk: changed, locked by wrong tries, unblocked with the website password: in Chinese, at both sizes. */
import t from 'tap';
import { walkIn } from './kioskPins.js';

await walkIn('zh-TW');
t.end();
