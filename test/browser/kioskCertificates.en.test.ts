/** Certificates at the kiosk, with the card: apply, renew, write again: in English, at both sizes. */
import t from 'tap';
import { walkIn } from './kioskCertificates.js';

await walkIn('en');
t.end();
