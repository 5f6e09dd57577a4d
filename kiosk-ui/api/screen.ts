/** This screen as a known device: how it is enrolled, and how it opens a session. */
import type { WireSession } from '../../daemon/contract/messages.js';
import { Refused, request } from './client.js';
import { keepKey, loadKey, type ScreenKey } from './screenKey.js';
import { token } from './token.js';

const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const signatureAlgorithm = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** The screen has no key, or the daemon no longer knows it. */
export class NotEnrolled extends Error {
  override readonly name = 'NotEnrolled';
}

function base64url(bytes: ArrayBuffer): string {
  const text = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * Makes the screen's key and has it enrolled.
 * @returns what the screen was enrolled for
 * @throws {Refused} `screen.enrol.codeWrong`
 */
export async function enrol(code: string) {
  // Where nothing can be kept, no code is used up.
  await loadKey();
  const { privateKey, publicKey } = await crypto.subtle.generateKey(keyAlgorithm, false, ['sign', 'verify']);
  const spki = base64url(await crypto.subtle.exportKey('spki', publicKey));
  const { id: screenId, place } = await request('POST /api/screens', { body: { code, publicKey: spki } });
  await keepKey(place === 'kiosk' ? 'kiosk' : 'staff', { screenId, privateKey });
  return place;
}

/** Signs a fresh challenge of the daemon for this page's origin. */
async function prove({ screenId, privateKey }: ScreenKey): Promise<WireSession> {
  const { nonce } = await request('POST /api/screens/challenges');
  const text = ['card-gateway screen 1', location.origin, screenId, nonce].join('\n');
  const signature = await crypto.subtle.sign(signatureAlgorithm, privateKey, new TextEncoder().encode(text));
  return request('POST /api/session', { body: { screenId, nonce, signature: base64url(signature) } });
}

/**
 * The session that this tab has, else a new one.
 * @throws {NotEnrolled}
 */
export async function currentSession(): Promise<WireSession> {
  const tried = token.get();
  if (tried !== null) {
    try {
      return await request('GET /api/session');
    } catch (error) {
      if (!(error instanceof Refused && error.failure.code === 'api.session.missing')) throw error;
      // A newer one may have come meanwhile.
      if (token.get() === tried) token.forget();
    }
  }
  const key = await loadKey();
  if (key === null) throw new NotEnrolled('no key');
  try {
    return await prove(key);
  } catch (error) {
    if (error instanceof Refused && error.failure.code === 'screen.prove.unknown') throw new NotEnrolled('withdrawn');
    throw error;
  }
}
