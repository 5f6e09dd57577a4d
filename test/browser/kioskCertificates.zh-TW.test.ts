/** Certificates at the kiosk, with the card: apply, renew, write again: in Chinese, at both sizes. */
import t from 'tap';
import { walkIn } from './kioskCertificates.js';

await walkIn('zh-TW');
t.end();
