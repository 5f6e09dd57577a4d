/** The API's reference for people, as headings, text and tables: /api/docs shows it as HTML, docs/api.md as Markdown. */
import { catalogue, type FailureCode } from '../../contract/failures/catalogue.js';
import type { Localized } from '../../contract/messages.js';
import { isFile, statusOf, type RouteFacts } from '../../contract/route.js';
import type { RouteGroup } from '../../contract/routes/index.js';
import { checkFailures, schemasOf } from './openApi.js';
import { namedSchemas, SchemaWriter } from './schemas.js';
import { typeWords, type JsonSchema } from './typeWords.js';

export type Language = keyof Localized;

/** Texts are Markdown of one line: words, `code` and [links](#to). */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

const words = {
  title: { 'zh-TW': '晶片卡閘道 API', en: 'API of the card gateway' },
  about: {
    'zh-TW':
      '畫面所做的一切都經由這些請求。請求不得帶有未列出的欄位；被拒絕的請求會回覆 `{ failure }`。時間一律為 RFC 3339 格式的 UTC 時間。',
    en:
      'Everything that the screens do goes through these requests. Requests carry no key that is not named here. A refused ' +
      'request is answered `{ failure }`. Times are RFC 3339 in UTC. Browsers and tools state `Origin`.',
  },
  who: { 'zh-TW': '誰可以使用', en: 'Who may ask' },
  anyone: { 'zh-TW': '本機上的任何程式', en: 'anyone on this machine' },
  screen: { 'zh-TW': '任何已連線的畫面', en: 'any screen with a session' },
  staff: { 'zh-TW': '已登入的櫃檯人員', en: 'staff who are logged in' },
  permission: { 'zh-TW': '具權限的人員', en: 'staff with the permission' },
  sent: { 'zh-TW': '送出', en: 'Sent' },
  answer: { 'zh-TW': '回覆', en: 'Answer' },
  nothing: { 'zh-TW': '無內容', en: 'nothing' },
  checks: { 'zh-TW': '任何請求都可能遇到的拒絕', en: 'What any request may be refused with' },
  refusals: { 'zh-TW': '此外可能的拒絕', en: 'Beside those of every request, it may be refused with' },
  status: { 'zh-TW': '狀態碼', en: 'status' },
  code: { 'zh-TW': '代碼', en: 'code' },
  happened: { 'zh-TW': '發生什麼事', en: 'what happened' },
  field: { 'zh-TW': '欄位', en: 'field' },
  value: { 'zh-TW': '內容', en: 'value' },
  meaning: { 'zh-TW': '說明', en: 'meaning' },
  optional: { 'zh-TW': '可省略', en: 'optional' },
  messages: { 'zh-TW': '訊息', en: 'Messages' },
  or: { 'zh-TW': '或', en: 'or' },
} as const satisfies Record<string, Localized>;

export function outline(groups: readonly RouteGroup[], language: Language): readonly Block[] {
  const say = (word: keyof typeof words): string => words[word][language];
  const routes = groups.flatMap((group) => Object.values(group.routes));
  const writer = new SchemaWriter('draft-2020-12', routes.flatMap(schemasOf));
  const sent = new Set(routes.flatMap(({ body }) => body ?? []));

  const table = ({ properties = {}, required = [] }: JsonSchema): Block => ({
    kind: 'table',
    head: [say('field'), say('value'), say('meaning')],
    rows: Object.entries(properties).map(([name, property]) => [
      `\`${name}\`${required.includes(name) ? '' : ` (${say('optional')})`}`,
      typeWords(property),
      property.description ?? '',
    ]),
  });

  const failureTable = (codes: readonly FailureCode[]): Block => ({
    kind: 'table',
    head: [say('status'), say('code'), say('happened')],
    rows: codes.map((code) => [String(catalogue[code].status), `\`${code}\``, catalogue[code].happened[language]]),
  });

  /** A schema as one table for each object that it allows, or in words. */
  const shape = (schema: JsonSchema): readonly Block[] => {
    const choices = schema.anyOf ?? schema.oneOf ?? [schema];
    if (!choices.every(({ properties }) => properties !== undefined)) return [text(typeWords(schema))];
    return choices.flatMap((choice, index) => [
      ...(index > 0 ? [text(say('or'))] : []),
      ...(choice !== schema && choice.description !== undefined ? [text(choice.description)] : []),
      table(choice),
    ]);
  };

  const answerWords = (route: RouteFacts): string => {
    if (route.answer === null) return say('nothing');
    return isFile(route.answer) ? route.answer.mediaType : typeWords(writer.use(route.answer, 'output'));
  };

  const audience = ({ who, permission }: RouteFacts): string => {
    if (permission === undefined) return say(who);
    const staff = `${say('permission')} \`${permission}\``;
    return who === 'staff' ? staff : `${say(who)}${language === 'en' ? '; ' : '；'}${staff}`;
  };

  const section = (route: RouteFacts): readonly Block[] => [
    { kind: 'heading', level: 3, text: `${route.method} ${route.path}` },
    text(`${route.title[language]}${language === 'en' ? '.' : '。'} ${say('who')}: ${audience(route)}.`),
    ...(route.about === undefined ? [] : [text(route.about)]),
    ...[route.params, route.query, route.headers].flatMap((schema) =>
      schema === undefined ? [] : [table(writer.inline(schema, 'input'))],
    ),
    ...(route.body === undefined ? [] : [text(`${say('sent')}: ${typeWords(writer.use(route.body, 'input'))}`)]),
    text(`${say('answer')}: ${statusOf(route)}, ${answerWords(route)}`),
    ...(route.failures === undefined ? [] : [text(`${say('refusals')}:`), failureTable(route.failures)]),
  ];

  return [
    { kind: 'heading', level: 1, text: say('title') },
    text(say('about')),
    { kind: 'heading', level: 2, text: say('checks') },
    failureTable([...new Set(Object.values(checkFailures).flat())]),
    ...groups.flatMap(({ title, routes: own }): readonly Block[] => [
      { kind: 'heading', level: 2, text: title[language] },
      ...Object.values(own).flatMap(section),
    ]),
    { kind: 'heading', level: 2, text: say('messages') },
    ...namedSchemas.flatMap(([name, schema]): readonly Block[] => {
      const written: JsonSchema = writer.inline(schema, sent.has(schema) ? 'input' : 'output');
      return [
        { kind: 'heading', level: 3, text: name },
        ...(written.description === undefined ? [] : [text(written.description)]),
        ...shape(written),
      ];
    }),
  ];
}

function text(words: string): Block {
  return { kind: 'text', text: words };
}
