/** An authority of staff cards, kept with openssl, and the cards that it issues. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '../../base/secret.js';
import type { PinReference } from '../../base/terms.js';
import type { CardDriver } from '../../card/drivers/driver.js';
import { openCard } from '../../card/drivers/registry.js';
import { directConnection } from '../../card/transport/directTransport.js';
import { createCertificationRequest } from '../../base/pki/certificationRequest.js';
import { FileCardStore } from '../virtual/cardStore.js';
import { VirtualCard } from '../virtual/virtualCard.js';
import { pinOfKey } from '../../card/drivers/capabilities.js';

/** PINs of every staff card that is made here. */
export const staffPins: Readonly<Record<PinReference, string>> = { 1: 'StaffPin1', 2: 'StaffPin22' };

export interface CertificateOptions {
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** As openssl writes it, e.g. `keyEncipherment`. */
  readonly keyUsage?: string;
}

export interface StaffCard {
  /** Of a virtual card: `NewCard.stateFile`. */
  readonly stateFile: string;
  readonly certificateFile: string;
}

const day = 24 * 60 * 60_000;

/** `YYYYMMDDHHMMSSZ` */
const asn1Time = (date: Date): string => date.toISOString().replace(/\.\d+|[-:T]/g, '');

const validity = (from: Date, to: Date): string[] => ['-startdate', asn1Time(from), '-enddate', asn1Time(to)];

export class StaffCa {
  /** Counts what was issued: names of files. */
  #issued = 0;

  /** @param folder made when it is not there @param commonName of the authority */
  constructor(
    readonly folder: string,
    commonName = 'Test Staff CA',
  ) {
    mkdirSync(join(folder, 'issued'), { recursive: true });
    this.#put('index.txt', '');
    this.#put('crlnumber', '01\n');
    this.#put(
      'openssl.cnf',
      `[ca]
default_ca = staff
[staff]
database = ${this.#path('index.txt')}
new_certs_dir = ${this.#path('issued')}
serial = ${this.#path('serial')}
rand_serial = yes
crlnumber = ${this.#path('crlnumber')}
certificate = ${this.caFile}
private_key = ${this.#path('ca.key')}
default_md = sha256
unique_subject = no
policy = anyName
[anyName]
commonName = supplied
[req]
distinguished_name = anyName
[authority]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
`,
    );
    const request = this.#path('ca.request');
    this.#openssl('req', '-new', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${commonName}`, '-config', this.#path('openssl.cnf'), '-keyout', this.#path('ca.key'), '-out', request); // prettier-ignore
    this.#ca('-selfsign', '-keyfile', this.#path('ca.key'), '-in', request, '-out', this.caFile, '-extensions', 'authority', ...validity(new Date(Date.now() - 30 * day), new Date(Date.now() + 30 * day))); // prettier-ignore
    this.publishCrl();
  }

  get caFile(): string {
    return this.#path('ca.pem');
  }

  get crlFile(): string {
    return this.#path('ca.crl');
  }

  /** Writes the CRL anew. */
  publishCrl({
    lastUpdate = new Date(Date.now() - day),
    nextUpdate = new Date(Date.now() + day),
  }: { lastUpdate?: Date; nextUpdate?: Date } = {}): void {
    this.#ca('-gencrl', '-crl_lastupdate', asn1Time(lastUpdate), '-crl_nextupdate', asn1Time(nextUpdate), '-out', this.crlFile); // prettier-ignore
  }

  /** It stands on the next CRL. */
  revoke({ certificateFile }: Pick<StaffCard, 'certificateFile'>): void {
    this.#ca('-revoke', certificateFile);
  }

  /** @param request PKCS #10, DER @returns X.509 DER */
  certify(request: Uint8Array, options: CertificateOptions = {}): { certificate: Uint8Array; file: string } {
    const {
      notBefore = new Date(Date.now() - day),
      notAfter = new Date(Date.now() + 7 * day),
      keyUsage = 'digitalSignature',
    } = options;
    const file = this.#path(`issued/${++this.#issued}.pem`);
    this.#put('request.der', request);
    this.#put('leaf.cnf', `basicConstraints = critical,CA:false\nkeyUsage = critical,${keyUsage}\n`);
    this.#openssl('req', '-inform', 'DER', '-in', this.#path('request.der'), '-out', this.#path('request.pem'), '-config', this.#path('openssl.cnf')); // prettier-ignore
    this.#ca('-in', this.#path('request.pem'), '-out', file, ...validity(notBefore, notAfter), '-extfile', this.#path('leaf.cnf')); // prettier-ignore
    const der = execFileSync('openssl', ['x509', '-in', file, '-outform', 'DER']);
    return { certificate: new Uint8Array(der), file };
  }

  /** Makes a card through the real driver: both PINs, both pairs, their certificates. @param name of the person on it */
  async issueCard(name: string, options: CertificateOptions = {}): Promise<StaffCard> {
    const stateFile = this.#path(`${name}-${this.#issued}.json`);
    const card = new VirtualCard(new FileCardStore(stateFile));
    const driver = await openCard(directConnection((command) => card.execute(command), card.reset()));
    for (const reference of [1, 2] as const) {
      await driver.setPuk(reference, Secret.fromText(`puk${reference}puk${reference}puk${reference}puk${reference}`));
      await driver.createFileSystem(reference, { token: 'Staff card', pin: `PIN ${reference}` });
      await driver.setInitialPin(reference, Secret.fromText(staffPins[reference]));
    }
    const certificateFile = await this.#certifyKey(driver, 'sign', name, options);
    await this.#certifyKey(driver, 'encrypt', name, { keyUsage: 'keyEncipherment' });
    return { stateFile, certificateFile };
  }

  async #certifyKey(
    driver: CardDriver,
    use: 'sign' | 'encrypt',
    name: string,
    options: CertificateOptions,
  ): Promise<string> {
    const reference = pinOfKey(driver.capabilities, use);
    await driver.verifyPin(reference, Secret.fromText(staffPins[reference]));
    const publicKey = await driver.generateKey(use, 'a', 'rsa2048');
    await driver.writeKeyObjects(use, 'a', publicKey);
    const request = await createCertificationRequest([{ type: 'CN', value: name }], {
      publicKey,
      sign: (data) => driver.sign(use, 'a', data),
    });
    const { certificate, file } = this.certify(request, options);
    await driver.writeCertificate(use, 'a', certificate);
    await driver.makeCurrent(use, 'a');
    return file;
  }

  #ca(...args: readonly string[]): void {
    this.#openssl('ca', '-batch', '-notext', '-config', this.#path('openssl.cnf'), ...args);
  }

  #openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { stdio: 'pipe' });
  }

  #path(name: string): string {
    return join(this.folder, name);
  }

  #put(name: string, content: string | Uint8Array): void {
    writeFileSync(this.#path(name), content);
  }
}
