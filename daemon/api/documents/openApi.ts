/** The OpenAPI document of the API, made of the table of routes. */
import { z } from 'zod';
import { catalogue, type FailureCode } from '../../contract/failures/catalogue.js';
import { failureSchema } from '../../contract/messages.js';
import { isFile, namesRa, statusOf, type Audience, type RouteFacts } from '../../contract/route.js';
import type { RouteGroup } from '../../contract/routes/index.js';
import { SchemaWriter, type Direction, type JsonObject } from './schemas.js';

/** The failures that the checks before a route may answer with, by property of the route. */
export const checkFailures = {
  everyRoute: ['api.request.hostForeign', 'api.request.originForeign', 'api.request.internal', 'store.row.unreadable'],
  session: ['api.session.missing', 'api.session.locked', 'staff.password.changeFirst'],
  staff: ['api.session.notStaff'],
  permission: ['api.session.notPermitted'],
  ra: ['ra.choose.unknown'],
  params: ['api.request.notFound', 'api.request.malformed'],
  body: ['api.request.malformed', 'api.request.contentType', 'api.request.lengthMissing', 'api.request.tooLarge'],
  fields: ['api.request.invalid'],
} as const satisfies Record<string, readonly FailureCode[]>;

const audiences: Readonly<Record<Audience, string>> = {
  anyone: 'Anyone on this machine may ask.',
  screen: 'Any screen with a session may ask.',
  staff: 'Only staff may ask.',
};

/** Every code that an answer of this route may carry. */
export function failuresOf(route: RouteFacts): readonly FailureCode[] {
  const { who, permission, params, query, headers, body, failures, beforeLogin } = route;
  return [
    ...new Set<FailureCode>([
      ...checkFailures.everyRoute,
      ...(who === 'anyone' ? [] : checkFailures.session),
      ...(who === 'staff' || (who === 'screen' && beforeLogin !== true) ? checkFailures.staff : []),
      ...(permission === undefined ? [] : checkFailures.permission),
      ...(who !== 'anyone' && namesRa(route) ? checkFailures.ra : []),
      ...(params ? checkFailures.params : []),
      ...(body ? checkFailures.body : []),
      ...((query ?? headers ?? body) ? checkFailures.fields : []),
      ...(failures ?? []),
    ]),
  ];
}

/** Every schema that the route names. */
export const schemasOf = ({ params, query, headers, body, answer }: RouteFacts): readonly z.ZodType[] =>
  [params, query, headers, body, answer instanceof z.ZodType ? answer : undefined].filter(
    (schema) => schema !== undefined,
  );

export function openApiDocument(groups: readonly RouteGroup[], version: string): JsonObject {
  const routes = groups.flatMap((group) => Object.values(group.routes));
  const writer = new SchemaWriter('draft-2020-12', [failureAnswerSchema, ...routes.flatMap(schemasOf)]);
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const group of groups) {
    for (const route of Object.values(group.routes)) {
      const methods = (paths[route.path] ??= {});
      methods[route.method.toLowerCase()] = operation(route, group, writer);
    }
  }
  const sent = new Set(routes.flatMap(({ body, query }) => [body, query]).filter((schema) => schema !== undefined));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Card gateway',
      version,
      description:
        'What the screens of the gateway use. Requests carry no key that is not named here. A refused request is answered ' +
        '`{ failure }`. Times are RFC 3339 in UTC. Browsers and tools state `Origin`, as the daemon’s own screens do.',
    },
    servers: [{ url: '/' }],
    tags: groups.map(({ name, title }) => ({ name, description: `${title.en} · ${title['zh-TW']}` })),
    security: [{ screen: [] }],
    paths,
    components: {
      schemas: writer.components(sent),
      securitySchemes: {
        screen: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description:
            '`Screen TOKEN`. A screen that is enrolled gets the token from POST /api/session, in the header `Screen-Token`, and another one ' +
            'whenever another person stands behind it.',
        },
      },
    },
  };
}

const failureAnswerSchema = z.object({ failure: failureSchema });

function operation(route: RouteFacts, group: RouteGroup, writer: SchemaWriter): JsonObject {
  const { method, path, title, about, who, permission, body } = route;
  return {
    operationId: [method.toLowerCase(), ...path.split('/').slice(2)].map(pascal).join(''),
    tags: [group.name],
    summary: title.en,
    'x-summary-zh-TW': title['zh-TW'],
    description: [about, audiences[who]].filter((text) => text !== undefined).join('\n\n'),
    'x-who': who,
    ...(permission !== undefined && { 'x-permission': permission }),
    ...(who === 'anyone' && { security: [] }),
    parameters: [
      ...parameters('path', route.params, writer),
      ...parameters('query', route.query, writer),
      ...parameters('header', route.headers, writer),
    ],
    ...(body && { requestBody: { required: true, content: json(body, writer, 'input') } }),
    responses: { [statusOf(route)]: success(route, writer), ...refusals(route, writer) },
  };
}

function pascal(part: string, index: number): string {
  const word = part.replace(/\W/g, '');
  return index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1);
}

function json(schema: z.ZodType, writer: SchemaWriter, direction: Direction): JsonObject {
  return { 'application/json': { schema: writer.use(schema, direction) } };
}

function parameters(place: string, schema: z.ZodType | undefined, writer: SchemaWriter): readonly JsonObject[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = writer.inline(schema, 'input');
  return Object.entries(properties).map(([name, { description, ...written }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema: written,
  }));
}

function success(route: RouteFacts, writer: SchemaWriter): JsonObject {
  const { answer, title } = route;
  if (answer === null) return { description: title.en };
  if (isFile(answer)) {
    const media = answer.mediaType === 'application/json' ? { schema: { type: 'object' } } : {};
    return { description: title.en, content: { [answer.mediaType]: media } };
  }
  return { description: title.en, content: json(answer, writer, 'output') };
}

/** One answer for each status, with the codes that it may carry. */
function refusals(route: RouteFacts, writer: SchemaWriter): Record<string, JsonObject> {
  const codes = failuresOf(route);
  const statuses = [...new Set(codes.map((code) => catalogue[code].status))].sort();
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      refusal(
        codes.filter((code) => catalogue[code].status === status),
        writer,
      ),
    ]),
  );
}

function refusal(codes: readonly FailureCode[], writer: SchemaWriter): JsonObject {
  const schema = {
    allOf: [
      writer.use(failureAnswerSchema, 'output'),
      { properties: { failure: { properties: { code: { enum: codes } } } } },
    ],
  };
  return {
    description: codes.map((code) => `- \`${code}\`: ${catalogue[code].happened.en}`).join('\n'),
    content: { 'application/json': { schema } },
  };
}
