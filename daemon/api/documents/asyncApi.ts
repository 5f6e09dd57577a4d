/** The AsyncAPI document of the live events, made of the messages' schema. */
import { eventSchema } from '../../contract/messages.js';
import { SchemaWriter, type JsonObject } from './schemas.js';

const path = '/api/events';

const typeOf = (event: (typeof eventSchema.options)[number]): string => event.shape.type.value;

/** @param host where the daemon listens, e.g. `127.0.0.1:8443` */
export function asyncApiDocument(version: string, host: string): JsonObject {
  const writer = new SchemaWriter('draft-7');
  const { oneOf: payloads = [] } = writer.inline(eventSchema, 'output');
  const types = eventSchema.options.map(typeOf);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Card gateway: live events',
      version,
      description:
        `A WebSocket at ${path}, with the daemon’s own Origin and two subprotocols: \`events\`, and \`token.\` followed by the session’s token. ` +
        `${eventSchema.description ?? ''} A screen that sends anything is closed. Close codes: 4423, the screen is locked (as 4401); 4401, the screen’s session ` +
        'ended (open one with POST /api/session), or, with the reason `renewed`, its token is another one; 1001, the daemon stops.',
    },
    servers: { gateway: { host, protocol: 'ws', description: 'On the machine itself.' } },
    defaultContentType: 'application/json',
    channels: {
      events: {
        address: path,
        messages: Object.fromEntries(types.map((type) => [type, { $ref: `#/components/messages/${type}` }])),
        bindings: { ws: { method: 'GET' } },
      },
    },
    operations: {
      tellScreens: {
        action: 'send',
        channel: { $ref: '#/channels/events' },
        messages: types.map((type) => ({ $ref: `#/channels/events/messages/${type}` })),
      },
    },
    components: {
      messages: Object.fromEntries(
        eventSchema.options.map((event, index) => {
          const summary = event.description;
          return [typeOf(event), { name: typeOf(event), ...(summary && { summary }), payload: payloads[index] ?? {} }];
        }),
      ),
      schemas: writer.components(new Set()),
    },
  };
}
