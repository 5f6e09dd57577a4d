/** Lets other processes use the rack over a Unix socket. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Rack } from './rack.js';
import { rackEnvelopeSchema, type RackAnswer, type RackRequest } from './rackProtocol.js';

export async function serveRack(rack: Rack, socketPath: string): Promise<void> {
  const server = createServer((socket) => serve(rack, socket));
  server.listen(socketPath);
  await once(server, 'listening');
}

function serve(rack: Rack, socket: Socket): void {
  socket.on('error', () => socket.destroy());
  const send = (answer: RackAnswer) => {
    if (socket.writable) socket.write(`${JSON.stringify(answer)}\n`);
  };
  createInterface({ input: socket }).on('line', (line) => {
    const envelope = rackEnvelopeSchema.safeParse(JSON.parse(line));
    if (!envelope.success) {
      socket.destroy();
      return;
    }
    const { id, request } = envelope.data;
    perform(rack, request).then(
      (result) => send({ id, result }),
      (error: unknown) => send({ id, error: error instanceof Error ? error.message : String(error) }),
    );
  });
}

async function perform(rack: Rack, request: RackRequest): Promise<unknown> {
  switch (request.method) {
    case 'status':
      return { readers: rack.readers, cards: rack.cards };
    case 'createCard':
      return rack.createCard(request);
    case 'insert':
      return rack.insert(request.card, request.reader);
    case 'remove':
      return rack.remove(request.card);
    case 'untilRemoved':
      return rack.untilRemoved(request.card);
    case 'discard':
      return rack.discard(request.card);
    case 'arm':
      return rack.arm(request.card, request.hooks);
    case 'disarm':
      return rack.disarm(request.card);
    case 'release':
      return rack.release(request.card);
    case 'nextHook':
      return rack.nextHook(request.card);
    case 'presetTries':
      return rack.presetTries(request.card, request.instance, request.tries, request.reference);
    case 'exchangeInstances':
      return rack.exchangeInstances(request.card);
    case 'statistics':
      return rack.statistics(request.card);
    case 'transcript':
      return rack.transcript(request.card);
    case 'unplugReaders':
      return rack.unplugReaders(request.readers);
    case 'plugReaders':
      return rack.plugReaders(request.readers);
    case 'pausePcscd':
      return rack.pausePcscd();
    case 'resumePcscd':
      return rack.resumePcscd();
    case 'killPcscd':
      return rack.killPcscd();
    case 'startPcscd':
      return rack.startPcscd();
  }
}
