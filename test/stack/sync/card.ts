/** A card's part in the RA contract, played by keys in memory. */
import { randomBytes, randomUUID } from 'node:crypto';
import { toBase64, toHex } from '../../../base/bytes.js';
import { Secret } from '../../../base/secret.js';
import type { PinReference } from '../../../base/terms.js';
import { RaRefusedError, RaUnavailableError, type CertificateRequest, type Order } from '../../../sync/connector.js';
import type { Fact, FactBodies, FactKind } from '../../../sync/facts.js';
import { createCertificationRequest } from '../../../sync/pki/certificationRequest.js';
import { sealTo } from '../../../sync/pki/sealed.js';
import { softKey, type SoftKey } from '../../unit/sync/openssl.js';

export class SoftCard {
  readonly cardSerial = toHex(randomBytes(10));
  readonly family = 'isoapplet';
  #signKey: SoftKey | null = null;
  #encryptKey: SoftKey | null = null;

  get signKey(): SoftKey {
    return (this.#signKey ??= softKey('rsa'));
  }

  get encryptKey(): SoftKey {
    return (this.#encryptKey ??= softKey('rsa'));
  }

  /** PKCS #10 for both keys; the subject is one that nobody may choose. */
  requests(): Promise<CertificateRequest[]> {
    const request = async (use: 'sign' | 'encrypt', key: SoftKey): Promise<CertificateRequest> => ({
      use,
      request: await createCertificationRequest([{ type: 'CN', value: 'whoever I like' }], key),
    });
    return Promise.all([request('sign', this.signKey), request('encrypt', this.encryptKey)]);
  }
}

export function factOf<K extends FactKind>(kind: K, body: FactBodies[K]): Fact {
  return { id: randomUUID(), kind, madeAt: new Date().toISOString(), body } as Fact;
}

export async function pukFact(order: Order, pin: PinReference, puk: string): Promise<Fact> {
  const sealedPuk = toBase64(await sealTo(order.escrowCertificate, Secret.fromText(puk)));
  return factOf('pukEscrowed', { cardSerial: order.cardSerial, pin, orderId: order.id, sealedPuk });
}

/** The reason of the contract, or `unavailable`, or `none` when it was not refused. */
export async function refusalOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
    return 'none';
  } catch (error) {
    if (error instanceof RaRefusedError) return error.refusal;
    if (error instanceof RaUnavailableError) return 'unavailable';
    throw error;
  }
}
