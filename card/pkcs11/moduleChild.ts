/**
 * The program of the process that loads a vendor's PKCS #11 module for the card in one reader. A call into the module may block, hang
 * or crash: only this process is affected. It ends when its pipe to the parent closes.
 */
import '../../base/noInspector.js';
import { accessSync } from 'node:fs';
import { Socket, type OnReadOpts, type SocketConstructorOpts } from 'node:net';
import pkcs11js from 'pkcs11js';
import { pinnedBytes } from '../../base/bytes.js';
import { encodeFrame, FrameReader, frameKinds, type FrameKind } from '../transport/frames.js';
import { packJson } from '../transport/messages.js';
import { packMessage, unloadable, unpackMessage, type ModuleAnswer, type ModuleCall } from './messages.js';
import { ModuleSession } from './moduleSession.js';

/** File descriptor of the pipe to the parent, the fourth entry of `stdio` there. */
const pipeDescriptor = 3;
const frames = new FrameReader();

/** Node's types name `onread` for `connect` alone; a socket of a descriptor takes it as well. */
const options: SocketConstructorOpts & { readonly onread: OnReadOpts } = {
  ...{ fd: pipeDescriptor, readable: true, writable: true },
  // Into an array of ours: one of Node's own would keep the last request, with its PIN (base/readArray.ts).
  onread: {
    buffer: pinnedBytes(64 * 1024),
    callback: (length, { buffer }) => {
      for (const { id, payload } of frames.push(Buffer.from(buffer, 0, length))) serve(id, payload);
      return true;
    },
  },
};
const pipe = new Socket(options);
let session: ModuleSession | null = null;

interface Answer extends ModuleAnswer {
  readonly parts?: readonly Uint8Array[];
}

function load(path: string): ModuleSession {
  try {
    accessSync(path);
  } catch (error) {
    throw new Error(`${unloadable.missing}: ${messageOf(error)}`);
  }
  const module = new pkcs11js.PKCS11();
  try {
    module.load(path);
  } catch (error) {
    throw new Error(`${unloadable.other}: ${messageOf(error)}`);
  }
  module.C_Initialize();
  return new ModuleSession(pkcs11js, module);
}

function execute(call: ModuleCall, [first = new Uint8Array(), ...rest]: readonly Uint8Array[]): Answer {
  if (call.call === 'load') {
    session = load(call.modulePath);
    return {};
  }
  if (session === null) throw new Error('no module is loaded');
  switch (call.call) {
    case 'tokens':
      return { tokens: session.tokens() };
    case 'token':
      return { tokens: [session.token(call.slot)] };
    case 'read': {
      const { objects, values } = session.read(call);
      return { objects, parts: values };
    }
    case 'generate':
      return { parts: [session.generate(call)] };
    case 'sign':
      return { parts: [session.sign(call, first)] };
    case 'decrypt':
      return { parts: [session.decrypt(call, first)] };
    case 'initToken':
    case 'login':
    case 'logout':
    case 'initPin':
    case 'setPin':
    case 'writeCertificate':
    case 'writeData':
    case 'destroyPair':
    case 'destroyCertificate':
    case 'destroyData':
    case 'finalize':
      change(session, call, [first, ...rest]);
      return {};
  }
}

type Change = Exclude<
  ModuleCall,
  { readonly call: 'load' | 'tokens' | 'token' | 'read' | 'generate' | 'sign' | 'decrypt' }
>;

function change(at: ModuleSession, call: Change, parts: readonly Uint8Array[]): void {
  const [first = new Uint8Array(), second = new Uint8Array()] = parts;
  switch (call.call) {
    case 'initToken':
      return at.initToken(call, first);
    case 'login':
      return at.login(call, first);
    case 'logout':
      return at.logout(call.slot);
    case 'initPin':
      return at.initPin(call.slot, first);
    case 'setPin':
      return at.setPin(call.slot, first, second);
    case 'writeCertificate':
      return at.writeCertificate(call, parts);
    case 'writeData':
      return at.writeData(call, first);
    case 'destroyPair':
      return at.destroyPair(call);
    case 'destroyCertificate':
      return at.destroyCertificate(call);
    case 'destroyData':
      return at.destroyData(call);
    case 'finalize':
      return at.finalize();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** `CKR_PIN_INCORRECT (0xa0)`; what is not the module's word is without a number. */
function detailOf(error: unknown): string {
  if (error instanceof pkcs11js.Pkcs11Error) return `${error.message} (0x${error.code.toString(16)})`;
  return messageOf(error);
}

function send(kind: FrameKind, id: number, payload: Uint8Array): void {
  const frame = encodeFrame(kind, id, payload);
  payload.fill(0);
  pipe.write(frame, () => frame.fill(0));
}

function serve(id: number, payload: Uint8Array): void {
  try {
    const { header, parts } = unpackMessage<ModuleCall>(payload);
    const { parts: answered = [], ...answer } = execute(header, parts);
    send(frameKinds.answer, id, packMessage(answer, answered));
    for (const part of answered) part.fill(0);
  } catch (error) {
    send(frameKinds.failure, id, packJson({ detail: detailOf(error) }));
  } finally {
    payload.fill(0);
  }
}

/** Ends this process by a signal: an orderly exit would wait for a thread of the module. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

pipe.on('close', end);
pipe.on('error', end);
pipe.resume();
