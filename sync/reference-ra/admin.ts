/**
 * What the RA's own staff do from the shell: a Unix socket in the RA's directory, which only its owner reaches. The same
 * file has both ends, the running RA and the command.
 */
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { z } from 'zod';
import { timestamp } from '../../base/clock.js';
import { listenIn, withSocketIn } from '../../base/unixSocket.js';
import express, { type NextFunction, type Request, type Response } from 'express';
import { withdrawGateway } from './gateways.js';
import type { Office } from './office.js';
import { newBatchOrderSchema, placeBatchOrder } from './operations/batchOrders.js';
import { openLetter, type PasswordLetter } from './operations/letters.js';
import { liftSuspension } from './operations/logins.js';
import { approveRegistration, newRegistrationSchema, register } from './operations/registrations.js';
import { setSuspended } from './operations/revocations.js';
import { Refusal } from './refusal.js';

const socketName = 'admin.sock';

/** The password letter as it would be printed. */
function letterText({ name, userIdentifier, letterContact, cardSerial, pins }: PasswordLetter): string {
  const labels = { 1: '第一組晶片卡密碼', 2: '第二組晶片卡密碼' };
  const lines = pins.map(({ pin, value }) => {
    const text = value.use((bytes) => new TextDecoder().decode(bytes));
    value.dispose();
    return `${labels[pin]} ${text}`;
  });
  return ['密碼單', letterContact, `${name} ${userIdentifier}`, `晶片卡 ${cardSerial}`, ...lines].join('\n');
}

/** @throws {Refusal} `badRequest` */
function hex(serial: string): string {
  if (!/^[0-9A-Fa-f]+$/.test(serial)) throw new Refusal('badRequest', {}, 'not a serial number in hex');
  return serial;
}

/** @throws {Refusal} `badRequest` */
async function registerAll(office: Office, json: string): Promise<string> {
  const entries = z.array(newRegistrationSchema).safeParse(JSON.parse(json));
  if (!entries.success) throw new Refusal('badRequest', {}, z.prettifyError(entries.error));
  return (await register(office, entries.data)).join('\n');
}

/** @throws {Refusal} `badRequest`, and what stands against a registration in it */
async function placeOrder(office: Office, json: string): Promise<string> {
  const order = newBatchOrderSchema.safeParse(JSON.parse(json));
  if (!order.success) throw new Refusal('badRequest', {}, z.prettifyError(order.error));
  return placeBatchOrder(office, order.data);
}

/** What each command does with its subject. @returns what the command prints */
const commands = {
  approve: async (office, registrationId) => {
    await approveRegistration(office, registrationId);
    return `${registrationId} approved`;
  },
  /** The subject is a JSON array of registrations. */
  register: registerAll,
  /** The subject is a batch order as JSON. */
  'batch-order': placeOrder,
  letters: async (office, orderId) => letterText(await openLetter(office, orderId)),
  'withdraw-gateway': async (office, name) => {
    if (!(await withdrawGateway(office, name))) throw new Refusal('notAllowed', {}, 'no such gateway');
    return `${name} withdrawn`;
  },
  'lift-suspension': async (office, account) => {
    if (!(await liftSuspension(office, account))) throw new Refusal('notAllowed', {}, 'not suspended');
    return `${account} may log in again`;
  },
  suspend: async (office, serial) => {
    await setSuspended(office, hex(serial), true);
    return `${serial} suspended`;
  },
  resume: async (office, serial) => {
    await setSuspended(office, hex(serial), false);
    return `${serial} in force again`;
  },
  clock: (office, seconds) => {
    if (!/^-?\d{1,9}$/.test(seconds)) throw new Refusal('badRequest', {}, 'not a whole number of seconds');
    office.clock.moveTo(Number(seconds) * 1000);
    return Promise.resolve(`it is ${timestamp(office.clock)} here`);
  },
} as const satisfies Record<string, (office: Office, subject: string) => Promise<string>>;

/** Those whose subject is the content of a file that is named. */
export const fileCommands: ReadonlySet<string> = new Set(['register', 'batch-order'] satisfies AdminCommand[]);

export type AdminCommand = keyof typeof commands;

export function isAdminCommand(word: string | undefined): word is AdminCommand {
  return word !== undefined && Object.hasOwn(commands, word);
}

export async function serveAdmin(office: Office, directory: string): Promise<Server> {
  const app = express();
  app.post('/:command', express.text({ limit: '16mb' }), async (incoming: Request<{ command: string }>, response) => {
    const { command } = incoming.params;
    if (!isAdminCommand(command)) throw new Refusal('badRequest', {}, 'no such command');
    response.type('text/plain').send(`${await commands[command](office, String(incoming.body))}\n`);
  });
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    const text = error instanceof Refusal ? (error.detail ?? error.message) : 'the RA failed';
    if (response.headersSent) next(error);
    else response.status(409).send(`${text}\n`);
  });
  const server = createServer((incoming, response) => {
    app(incoming, response);
  });
  await listenIn(directory, socketName, server);
  return server;
}

/**
 * Asks the RA that runs on `directory`. @returns its words, and whether it did it.
 * @param subject what the command is about
 */
export async function askRunningRa(
  directory: string,
  command: AdminCommand,
  subject: string,
): Promise<{ readonly done: boolean; readonly text: string }> {
  return withSocketIn(directory, socketName, async (socketPath) => {
    const headers = { 'content-type': 'text/plain' };
    const outgoing = request({ socketPath, method: 'POST', path: `/${command}`, headers }).end(subject);
    const answered = once(outgoing, 'response').catch((cause: unknown) => {
      throw new Error(`no RA runs on ${directory}`, { cause });
    });
    const [response] = (await answered) as [IncomingMessage];
    return { done: response.statusCode === 200, text: await readText(response) };
  });
}
