/** 檢視憑證資訊, 存檔: all certificates of the record, each in full, and saved as files. */
import type { Flow } from '../flow.js';
import { logIn, raChoice, raThere, saving } from './shared.js';

export const view: Flow = {
  name: 'view',
  title: 'flowView',
  hint: 'hintView',
  card: null,
  pages: [
    raChoice,
    raThere,
    ...logIn('logIn'),
    { request: 'record' },
    { ask: 'certificates' },
    { ask: 'certificate' },
    ...saving,
  ],
};
