/** The API's own documents, made of the table from which the routes are registered. */
import { randomBytes } from 'node:crypto';
import { version } from '../../../base/version.js';
import { asyncApiDocument } from '../documents/asyncApi.js';
import { htmlPage } from '../documents/html.js';
import { openApiDocument } from '../documents/openApi.js';
import { outline } from '../documents/outline.js';
import { documentRoutes } from '../../contract/routes/documents.js';
import { routeGroups } from '../../contract/routes/index.js';
import { defineHandlers } from '../route.js';

export const documentHandlers = defineHandlers(documentRoutes, {
  page: ({ query: { lang }, response }) => {
    const nonce = randomBytes(16).toString('base64');
    response.set(
      'Content-Security-Policy',
      `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    return { content: htmlPage(outline(routeGroups, lang), lang, nonce) };
  },
  openApi: () => openApiDocument(routeGroups, version),
  asyncApi: ({ request }) => asyncApiDocument(version, request.headers.host ?? ''),
});
