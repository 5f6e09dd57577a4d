/** 下載交易夥伴憑證: by its serial number, without a login. That there is none is an answer. */
import type { Flow } from '../flow.js';
import { raChoice, raThere, saving } from './shared.js';

export const partner: Flow = {
  name: 'partner',
  title: 'flowPartner',
  hint: 'hintPartner',
  card: null,
  pages: [raChoice, raThere, { entry: 'serial' }, { request: 'findPartner' }, { ask: 'certificate' }, ...saving],
};
