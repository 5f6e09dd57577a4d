/**
 * What the RA's own staff do from the shell: a Unix socket in the RA's directory, which only its owner reaches. The same
 * file has both ends, the running RA and the command.
 */
import { chmod, rm } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import express, { type NextFunction, type Request, type Response } from 'express';
import { withdrawGateway } from './gateways.js';
import type { Office } from './office.js';
import { openLetter, type PasswordLetter } from './operations/letters.js';
import { approveRegistration, newRegistrationSchema, register } from './operations/registrations.js';
import { Refusal } from './refusal.js';

function socketPath(directory: string): string {
  return join(directory, 'admin.sock');
}

/** The password letter as it would be printed. */
function letterText({ name, userIdentifier, letterContact, cardSerial, pins }: PasswordLetter): string {
  const labels = { 1: '第一組晶片卡密碼', 2: '第二組晶片卡密碼' };
  const lines = pins.map(({ pin, value }) => {
    const text = value.use((bytes) => new TextDecoder().decode(bytes));
    value.dispose();
    return `${labels[pin]} ${text}`;
  });
  return ['密碼單', letterContact, `${name} ${userIdentifier}`, `晶片卡 ${cardSerial}`, ...lines, ''].join('\n');
}

export async function serveAdmin(office: Office, directory: string): Promise<Server> {
  const app = express();
  app.post('/approve/:id', async (incoming: Request<{ id: string }>, response) => {
    await approveRegistration(office, incoming.params.id);
    response.send(`${incoming.params.id} approved\n`);
  });
  app.post('/register', express.json({ limit: '16mb' }), async (incoming, response) => {
    const entries = z.array(newRegistrationSchema).safeParse(incoming.body);
    if (!entries.success) throw new Refusal('badRequest', {}, z.prettifyError(entries.error));
    response.send((await register(office, entries.data)).map((id) => `${id}\n`).join(''));
  });
  app.get('/letters/:id', async (incoming: Request<{ id: string }>, response) => {
    response.type('text/plain').send(letterText(await openLetter(office, incoming.params.id)));
  });
  app.post('/withdraw/:id', async (incoming: Request<{ id: string }>, response) => {
    if (!(await withdrawGateway(office, incoming.params.id))) throw new Refusal('notAllowed', {}, 'no such gateway');
    response.send(`${incoming.params.id} withdrawn\n`);
  });
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) next(error);
    else response.status(409).send(`${error instanceof Refusal ? error.message : 'the RA failed'}\n`);
  });
  const server = createServer((incoming, response) => {
    app(incoming, response);
  });
  const path = socketPath(directory);
  await rm(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve());
  });
  await chmod(path, 0o600);
  return server;
}

export const adminCommands = {
  approve: { method: 'POST', path: 'approve' },
  letters: { method: 'GET', path: 'letters' },
  'withdraw-gateway': { method: 'POST', path: 'withdraw' },
  register: { method: 'POST', path: 'register' },
} as const;

export type AdminCommand = keyof typeof adminCommands;

/**
 * Asks the RA that runs on `directory`. @returns its words, and whether it did it.
 * @param subject what the command is about; for `register` the JSON array of registrations
 */
export function askRunningRa(
  directory: string,
  command: AdminCommand,
  subject: string,
): Promise<{ readonly done: boolean; readonly text: string }> {
  const { method, path } = adminCommands[command];
  return new Promise((resolve, reject) => {
    const target =
      command === 'register'
        ? { path: `/${path}`, headers: { 'content-type': 'application/json' } }
        : { path: `/${path}/${encodeURIComponent(subject)}` };
    const outgoing = request({ socketPath: socketPath(directory), method, ...target }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.once('end', () => resolve({ done: response.statusCode === 200, text }));
      response.once('error', reject);
    });
    outgoing.once('error', (cause) => reject(new Error(`no RA runs on ${directory}`, { cause })));
    outgoing.end(command === 'register' ? subject : undefined);
  });
}
