/** The API's own documents, made of the same table that the routes are registered from. */
import { z } from 'zod';
import { defineContract } from '../route.js';

const anyDocument = z.record(z.string(), z.unknown());

export const documentRoutes = defineContract({
  page: {
    method: 'GET',
    path: '/api/docs',
    title: { 'zh-TW': 'API 說明頁', en: 'These documents as a page' },
    who: 'anyone',
    query: z.strictObject({ lang: z.enum(['zh-TW', 'en']).default('zh-TW') }),
    answer: { mediaType: 'text/html' },
  },
  openApi: {
    method: 'GET',
    path: '/api/docs/openapi.json',
    title: { 'zh-TW': 'OpenAPI 文件（請求與回覆）', en: 'The OpenAPI document: requests and answers' },
    who: 'anyone',
    answer: anyDocument,
  },
  asyncApi: {
    method: 'GET',
    path: '/api/docs/asyncapi.json',
    title: { 'zh-TW': 'AsyncAPI 文件（即時事件）', en: 'The AsyncAPI document: live events' },
    who: 'anyone',
    answer: anyDocument,
  },
});
