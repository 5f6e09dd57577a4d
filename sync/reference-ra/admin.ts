/**
 * Commands of the RA's own staff in the shell. They reach the running RA through a Unix socket in its directory, which only its owner may
 * open. This file has both ends: the server in the RA, and the client in the command.
 */
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { z } from 'zod';
import { timestamp } from '../../base/clock.js';
import { listenIn, withSocketIn } from '../../base/unixSocket.js';
import express, { type NextFunction, type Request, type Response } from 'express';
import { withdrawGateway } from './gateways.js';
import type { RaContext } from './raContext.js';
import { acceptRestart } from './operations/auditCheckpoints.js';
import { newBatchOrderSchema, placeBatchOrder } from './operations/batchOrders.js';
import { openLetter, type PasswordLetter } from './operations/letters.js';
import { liftSuspension } from './operations/logins.js';
import { approveRegistration, newRegistrationSchema, register } from './operations/registrations.js';
import { setSuspended } from './operations/revocations.js';
import { releaseOrder } from './operations/orders.js';
import { admitOperator, withdrawOperator } from './operators.js';
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
async function registerAll(ra: RaContext, json: string): Promise<string> {
  const entries = z.array(newRegistrationSchema).safeParse(JSON.parse(json));
  if (!entries.success) throw new Refusal('badRequest', {}, z.prettifyError(entries.error));
  return (await register(ra, entries.data)).join('\n');
}

/** @throws {Refusal} `badRequest`, or the reason why a registration cannot be ordered */
async function placeOrder(ra: RaContext, json: string): Promise<string> {
  const order = newBatchOrderSchema.safeParse(JSON.parse(json));
  if (!order.success) throw new Refusal('badRequest', {}, z.prettifyError(order.error));
  return placeBatchOrder(ra, order.data);
}

/** Each command, with the one argument that it is about. @returns what it prints */
const commands = {
  approve: async (ra, registrationId) => {
    await approveRegistration(ra, registrationId);
    return `${registrationId} approved`;
  },
  /** The subject is a JSON array of registrations. */
  register: registerAll,
  /** The subject is a batch order as JSON. */
  'batch-order': placeOrder,
  letters: async (ra, orderId) => letterText(await openLetter(ra, orderId)),
  'withdraw-gateway': async (ra, name) => {
    if (!(await withdrawGateway(ra, name))) throw new Refusal('notAllowed', {}, 'no such gateway');
    return `${name} withdrawn`;
  },
  operator: async (ra, name) => {
    await admitOperator(ra, name);
    return `${name} admitted`;
  },
  'withdraw-operator': async (ra, name) => {
    if (!(await withdrawOperator(ra, name))) throw new Refusal('operatorUnknown', { operator: name });
    return `${name} withdrawn`;
  },
  'release-order': async (ra, orderId) => {
    await releaseOrder(ra, orderId);
    return `${orderId} goes to the next gateway that opens it`;
  },
  /** After a gateway was restored from a copy: its audit log may be shorter than it was. */
  'accept-audit-log': async (ra, gateway) => {
    await acceptRestart(ra, gateway);
    return `the next checkpoint of ${gateway} is accepted`;
  },
  'lift-suspension': async (ra, account) => {
    if (!(await liftSuspension(ra, account))) throw new Refusal('notAllowed', {}, 'not suspended');
    return `${account} may log in again`;
  },
  suspend: async (ra, serial) => {
    await setSuspended(ra, hex(serial), true);
    return `${serial} suspended`;
  },
  resume: async (ra, serial) => {
    await setSuspended(ra, hex(serial), false);
    return `${serial} in force again`;
  },
  clock: (ra, seconds) => {
    if (!/^-?\d{1,9}$/.test(seconds)) throw new Refusal('badRequest', {}, 'not a whole number of seconds');
    ra.clock.setOffset(Number(seconds) * 1000);
    return Promise.resolve(`it is ${timestamp(ra.clock)} here`);
  },
} as const satisfies Record<string, (ra: RaContext, subject: string) => Promise<string>>;

/** Commands whose argument names a file: its content is the subject. */
export const fileCommands: ReadonlySet<string> = new Set(['register', 'batch-order'] satisfies AdminCommand[]);

export type AdminCommand = keyof typeof commands;

export function isAdminCommand(word: string | undefined): word is AdminCommand {
  return word !== undefined && Object.hasOwn(commands, word);
}

/** Starts the server for the commands. */
export async function serveAdmin(ra: RaContext, directory: string): Promise<Server> {
  const app = express();
  app.post('/:command', express.text({ limit: '16mb' }), async (incoming: Request<{ command: string }>, response) => {
    const { command } = incoming.params;
    if (!isAdminCommand(command)) throw new Refusal('badRequest', {}, 'no such command');
    response.type('text/plain').send(`${await commands[command](ra, String(incoming.body))}\n`);
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

/** Closes the server and its connections. */
export async function closeAdmin(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/**
 * Sends a command to the RA that runs on `directory`.
 * @param subject the command's argument, or the content of the file that it names
 * @returns the RA's output, and whether the command succeeded
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
