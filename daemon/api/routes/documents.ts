/** The API's own documents, made of the same table that the routes are registered from. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { version } from '../../../base/version.js';
import { asyncApiDocument } from '../documents/asyncApi.js';
import { htmlPage } from '../documents/html.js';
import { openApiDocument } from '../documents/openApi.js';
import { outline } from '../documents/outline.js';
import { defineRoute } from '../route.js';
import type { RouteGroup } from './index.js';

const anyDocument = z.record(z.string(), z.unknown());

/** @param groups the whole table, these routes among it */
export const documentRoutes = (groups: () => readonly RouteGroup[]) => [
  defineRoute({
    method: 'GET',
    path: '/api/docs',
    title: { 'zh-TW': 'API 說明頁', en: 'These documents as a page' },
    who: 'anyone',
    query: z.strictObject({ lang: z.enum(['zh-TW', 'en']).default('zh-TW') }),
    answer: { mediaType: 'text/html' },
    handle: ({ query: { lang }, response }) => {
      const nonce = randomBytes(16).toString('base64');
      response.set(
        'Content-Security-Policy',
        `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      );
      return { content: htmlPage(outline(groups(), lang), lang, nonce) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/api/docs/openapi.json',
    title: { 'zh-TW': 'OpenAPI 文件（請求與回覆）', en: 'The OpenAPI document: requests and answers' },
    who: 'anyone',
    answer: anyDocument,
    handle: () => openApiDocument(groups(), version),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/docs/asyncapi.json',
    title: { 'zh-TW': 'AsyncAPI 文件（即時事件）', en: 'The AsyncAPI document: live events' },
    who: 'anyone',
    answer: anyDocument,
    handle: ({ request }) => asyncApiDocument(version, request.headers.host ?? ''),
  }),
];
