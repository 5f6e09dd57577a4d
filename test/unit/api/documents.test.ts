/** The API's documents, judged by those who know OpenAPI and AsyncAPI. */
import { readdir, readFile } from 'node:fs/promises';
import SwaggerParser from '@apidevtools/swagger-parser';
import specs from '@asyncapi/specs';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import t from 'tap';
import { projectPath } from '../../../base/projectRoot.js';
import { asyncApiDocument } from '../../../daemon/api/documents/asyncApi.js';
import { htmlPage } from '../../../daemon/api/documents/html.js';
import { openApiDocument } from '../../../daemon/api/documents/openApi.js';
import { outline } from '../../../daemon/api/documents/outline.js';
import { eventSchema } from '../../../daemon/contract/messages.js';
import { routes } from '../../../daemon/api/routes/index.js';
import { routeGroups } from '../../../daemon/contract/routes/index.js';

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, unknown>>;
}

const openApi = openApiDocument(routeGroups, '1.2.3');
const paths = openApi['paths'] as Readonly<Record<string, Readonly<Record<string, Operation>>>>;

void t.test('the OpenAPI document', async (t) => {
  const judged = structuredClone(openApi) as unknown as Parameters<typeof SwaggerParser.validate>[0];
  await t.resolves(SwaggerParser.validate(judged), 'is valid, with every reference leading somewhere');
  for (const { method, path } of routes) {
    t.ok(paths[path]?.[method.toLowerCase()], `holds ${method} ${path}`);
  }
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  t.equal(operations.length, routes.length, 'and nothing else');
  const ids = operations.map(({ operationId }) => operationId);
  t.strictSame([...new Set(ids)], ids, 'each operation has a name of its own');
});

void t.test('every object that is sent is closed', (t) => {
  for (const { method, path, body } of routes) {
    if (body === undefined) continue;
    const written = JSON.stringify(paths[path]?.[method.toLowerCase()]);
    const [, name] = /"requestBody":.*?"\$ref":"#\/components\/schemas\/(\w+)"/.exec(written) ?? [];
    const components = (openApi['components'] as { schemas: Readonly<Record<string, object>> }).schemas;
    t.ok(name, `${method} ${path}: its body has a name`);
    for (const object of objectsIn(components[name ?? ''])) {
      t.equal(
        object['additionalProperties'],
        false,
        `${method} ${path}: ${Object.keys(object['properties'] ?? {}).join(', ')}`,
      );
    }
  }
  t.end();
});

/** Every schema of an object inside. */
function objectsIn(schema: unknown): Record<string, object | boolean>[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const inside = Object.values(schema).flatMap(objectsIn);
  return 'properties' in schema ? [schema as Record<string, object>, ...inside] : inside;
}

void t.test('the AsyncAPI document', (t) => {
  const document = asyncApiDocument('1.2.3', '127.0.0.1:8443');
  const ajv = formats.default(new Ajv({ strict: false }));
  const isValid = ajv.compile(specs.schemasWithoutId['3.0.0']);
  t.ok(isValid(document), JSON.stringify(isValid.errors));
  const { channels } = document as { channels: { events: { messages: object } } };
  const types = eventSchema.options.map((event) => event.shape.type.value);
  t.strictSame(Object.keys(channels.events.messages), types, 'has a message for each type of event');
  t.notOk(isValid({ ...document, channels: { events: { messages: 1 } } }), 'the judge judges');
  t.end();
});

void t.test('the page in both languages', (t) => {
  for (const language of ['zh-TW', 'en'] as const) {
    const page = htmlPage(outline(routeGroups, language), language, 'nonce');
    for (const { method, path, title } of routes) {
      t.ok(page.includes(`>${method} ${path}</h3>`) && page.includes(title[language]), `${method} ${path} ${language}`);
    }
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    for (const [, id] of page.matchAll(/ href="#([^"]+)"/g)) t.ok(ids.has(id), `#${id ?? ''} is there`);
    t.notMatch(page, /<script|https?:|`/, 'it loads nothing, and no Markdown is left');
  }
  t.end();
});

void t.test('what a field means stands in its schema, where the documents find it', async (t) => {
  const folder = projectPath('daemon', 'contract', 'messages');
  for (const file of await readdir(folder)) {
    const text = await readFile(`${folder}/${file}`, 'utf8');
    t.notMatch(text, /^[ \t]+\/\*\*/m, `${file}: use .describe() instead of a comment above a field`);
  }
});
