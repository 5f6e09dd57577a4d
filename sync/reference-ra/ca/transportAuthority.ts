/** The CA of the TLS certificates between the RA and its gateways. */
import { generateKeyPairSync } from 'node:crypto';
import { isIP } from 'node:net';
import type { Extension } from 'pkijs';
import { basicConstraints, extendedKeyUsage, keyUsage, subjectAltName } from '../../../base/pki/extensions.js';
import type { Signer } from '../../../base/pki/keys.js';
import { certificateOf, lifetimes, pem, rootCertificate } from './ownCertificates.js';
import type { RaNames } from './subject.js';

export interface TlsPair {
  /** PEM */
  readonly certificate: string;
  /** PKCS #8, PEM */
  readonly key: string;
}

/** Issues the TLS certificates for both ends of the RA link: the RA's server and its gateways. */
export class TransportAuthority {
  readonly #signer: Signer;
  readonly #names: RaNames;

  constructor(signer: Signer, names: RaNames) {
    this.#signer = signer;
    this.#names = names;
  }

  /** @returns X.509 DER */
  root(): Promise<Uint8Array> {
    return rootCertificate({ name: this.#names.transportCa, signer: this.#signer });
  }

  /** @param host name or IPv4 address under which gateways reach the RA */
  serverPair(host: string): Promise<TlsPair> {
    const addresses = ['127.0.0.1', ...(isIP(host) === 4 && host !== '127.0.0.1' ? [host] : [])];
    const names = ['localhost', ...(isIP(host) === 0 && host !== 'localhost' ? [host] : [])];
    return this.#pair(host, [
      extendedKeyUsage('serverAuth'),
      subjectAltName(
        names,
        addresses.map((address) => Uint8Array.from(address.split('.'), Number)),
      ),
    ]);
  }

  gatewayPair(name: string): Promise<TlsPair> {
    return this.#pair(name, [extendedKeyUsage('clientAuth')]);
  }

  /** @param publicKey of a key pair that the gateway generated @returns X.509 DER */
  gatewayCertificate(name: string, publicKey: Uint8Array): Promise<Uint8Array> {
    return this.#leaf(name, publicKey, [extendedKeyUsage('clientAuth')]);
  }

  async #pair(commonName: string, extensions: readonly Extension[]): Promise<TlsPair> {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const publicKey = new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' }));
    return {
      certificate: pem(await this.#leaf(commonName, publicKey, extensions)),
      key: pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    };
  }

  #leaf(commonName: string, publicKey: Uint8Array, extensions: readonly Extension[]): Promise<Uint8Array> {
    const issuer = { name: this.#names.transportCa, signer: this.#signer };
    return certificateOf(issuer, {
      subject: this.#names.transportLeaf(commonName),
      publicKey,
      lifetimeMs: lifetimes.leaf,
      extensions: [basicConstraints(false), keyUsage('digitalSignature'), ...extensions],
    });
  }
}
