/** 網站密碼修改: account, old, new, again. */
import type { Flow } from '../flow.js';
import { raChoice, raThere } from './shared.js';

export const websitePassword: Flow = {
  name: 'websitePassword',
  title: 'flowWebsitePassword',
  hint: 'hintWebsitePassword',
  card: null,
  pages: [
    raChoice,
    raThere,
    { entry: 'account' },
    { entry: 'oldPassword' },
    { entry: 'newPassword' },
    { entry: 'newPasswordAgain', repeats: 'newPassword' },
    { request: 'changePassword' },
    { ask: 'passwordChanged' },
  ],
};
