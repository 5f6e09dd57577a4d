/** A screen as the daemon knows it: enrolled with a code, with a key of its own. */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import type { Place, WireFailure } from '../../daemon/contract/messages.js';
import { RunningGateway } from '../../daemon/health/maintenanceSocket.js';
import { proofText } from '../../daemon/screens/screens.js';

interface Started {
  readonly stateDirectory: string;
  readonly pid: number;
}

/** The gateways that this process started, by address. */
const started = new Map<string, Started>();
/** Enrolled ones, by state directory and place. */
const enrolled = new Map<string, Promise<TestScreen>>();

export function gatewayStarted(url: string, gateway: Started): void {
  started.set(url, gateway);
}

/** A code from the maintainer's shell. */
export async function codeFor(url: string, place: Place): Promise<string> {
  const gateway = started.get(url);
  // As the gateway itself sees it: its state may lie on a disk of its own mount namespace.
  const directory = gateway && join('/proc', String(gateway.pid), 'root', gateway.stateDirectory);
  const running = directory === undefined ? null : await RunningGateway.find(directory, 10_000);
  if (running === null) throw new Error(`no gateway of this process answers at ${url}`);
  return (await running.makeScreenCode({ place, name: `test ${place}` })).code;
}

/** Asks the API without a session. @throws {Error} with the failure's code */
async function ask(url: string, path: string, body: object = {}): Promise<{ headers: Headers; answer: unknown }> {
  const headers = { origin: url, 'content-type': 'application/json' };
  const response = await fetch(new URL(path, url), { method: 'POST', headers, body: JSON.stringify(body) });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error((answer as { failure: WireFailure }).failure.code);
  return { headers: response.headers, answer };
}

export class TestScreen {
  private constructor(
    readonly id: string,
    readonly place: Place,
    private readonly key: KeyObject,
  ) {}

  /** With a new key. */
  static async enrol(url: string, code: string): Promise<TestScreen> {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const spki = publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
    const { answer } = await ask(url, '/api/screens', { code, publicKey: spki });
    const { id, place } = answer as { id: string; place: Place };
    return new TestScreen(id, place, privateKey);
  }

  /** What POST /api/session takes. @param origin of the page */
  async proof(url: string, origin = url): Promise<{ screenId: string; nonce: string; signature: string }> {
    const { answer } = await ask(url, '/api/screens/challenges');
    const { nonce } = answer as { nonce: string };
    const text = proofText(origin, { screenId: this.id, nonce });
    const signature = sign('sha256', Buffer.from(text), { key: this.key, dsaEncoding: 'ieee-p1363' });
    return { screenId: this.id, nonce, signature: signature.toString('base64url') };
  }

  /** @returns the token of a new session */
  async open(url: string): Promise<string> {
    const { headers } = await ask(url, '/api/session', await this.proof(url));
    return headers.get('screen-token') ?? '';
  }
}

/** @returns the token of a new session at the screen of that place, which is enrolled at first use */
export async function openAt(url: string, place: Place): Promise<string> {
  const key = `${started.get(url)?.stateDirectory ?? url} ${place}`;
  const enrol = async (): Promise<TestScreen> => TestScreen.enrol(url, await codeFor(url, place));
  const known = enrolled.get(key) ?? enrol();
  enrolled.set(key, known);
  try {
    return await (await known).open(url);
  } catch (error) {
    if (!(error instanceof Error) || error.message !== 'screen.prove.unknown') throw error;
    // The store was replaced.
    const again = enrol();
    enrolled.set(key, again);
    return (await again).open(url);
  }
}
