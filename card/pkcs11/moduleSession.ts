/** The calls into a vendor's PKCS #11 module, one token's session for each slot. This runs in the module's own process. */
import { createPublicKey } from 'node:crypto';
import type * as pkcs11js from 'pkcs11js';
import { fromHex, toHex } from '../../base/bytes.js';
import { Secret } from '../../base/secret.js';
import type { ModuleCall, ObjectInfo, ObjectKind, TokenInfo } from './messages.js';

type Library = typeof pkcs11js;
type Of<Name extends ModuleCall['call']> = Extract<ModuleCall, { readonly call: Name }>;

/** Texts of a token are padded with blanks, or wrongly with zeros. */
const text = (padded: string): string => padded.replace(/[\s\0]+$/, '');

/** CK_TOKEN_INFO.label has 32 bytes; pkcs11js does not pad. */
const labelBytes = 32;
/** Longest result of an RSA operation, in bytes: a modulus of 8192 bits. */
const maxRsaBytes = 1024;
const objectsAtOnce = 64;

interface OpenSession {
  readonly handle: Buffer;
  /** The PIN of the user, for CKA_ALWAYS_AUTHENTICATE. Zeroed at logout. */
  pin: Secret | null;
  loggedIn: boolean;
}

/** The tokens of one module. pkcs11js takes PINs as strings, which cannot be zeroed: they are gone with this process. */
export class ModuleSession {
  readonly #sessions = new Map<string, OpenSession>();

  constructor(
    private readonly library: Library,
    private readonly module: pkcs11js.PKCS11,
  ) {}

  tokens(): readonly TokenInfo[] {
    return this.module.C_GetSlotList(true).map((slot) => this.token(toHex(slot)));
  }

  token(slot: string): TokenInfo {
    const { slotDescription } = this.module.C_GetSlotInfo(handleOf(slot));
    const { label, serialNumber, flags } = this.module.C_GetTokenInfo(handleOf(slot));
    const texts = { slotDescription: text(slotDescription), label: text(label), serial: text(serialNumber) };
    return { slot, ...texts, flags };
  }

  initToken({ slot, label }: Of<'initToken'>, soPin: Uint8Array): void {
    this.logout(slot);
    this.module.C_CloseAllSessions(handleOf(slot));
    this.#sessions.delete(slot);
    this.module.C_InitToken(handleOf(slot), pinText(soPin), label.padEnd(labelBytes));
  }

  login({ slot, user }: Of<'login'>, pin: Uint8Array): void {
    this.logout(slot);
    const session = this.#session(slot);
    const { CKU_SO, CKU_USER } = this.library;
    this.module.C_Login(session.handle, user === 'user' ? CKU_USER : CKU_SO, pinText(pin));
    session.loggedIn = true;
    if (user === 'user') session.pin = Secret.takeBytes(pin.slice());
  }

  logout(slot: string): void {
    const session = this.#sessions.get(slot);
    if (session === undefined) return;
    session.pin?.dispose();
    session.pin = null;
    if (!session.loggedIn) return;
    session.loggedIn = false;
    this.module.C_Logout(session.handle);
  }

  initPin(slot: string, pin: Uint8Array): void {
    this.module.C_InitPIN(this.#session(slot).handle, pinText(pin));
  }

  setPin(slot: string, oldPin: Uint8Array, newPin: Uint8Array): void {
    this.module.C_SetPIN(this.#session(slot).handle, pinText(oldPin), pinText(newPin));
  }

  read({ slot, kind }: Of<'read'>): {
    readonly objects: readonly ObjectInfo[];
    readonly values: readonly Uint8Array[];
  } {
    const { CKA_ID, CKA_LABEL } = this.library;
    const handles = this.#find(slot, [{ type: this.library.CKA_CLASS, value: this.#classOf(kind) }]);
    const objects = handles.map((handle) => ({
      id: kind === 'data' ? '' : toHex(this.#attribute(slot, handle, CKA_ID)),
      label: this.#attribute(slot, handle, CKA_LABEL).toString(),
    }));
    const values = handles.map((handle) =>
      kind === 'publicKey' ? this.#publicKey(slot, handle) : this.#attribute(slot, handle, this.library.CKA_VALUE),
    );
    return { objects, values };
  }

  generate({ slot, id, label, modulusBits, ...does }: Of<'generate'>): Uint8Array {
    const is = this.library;
    const common = [
      { type: is.CKA_TOKEN, value: true },
      { type: is.CKA_ID, value: Buffer.from(fromHex(id)) },
      { type: is.CKA_LABEL, value: label },
    ];
    const pair = this.module.C_GenerateKeyPair(
      this.#session(slot).handle,
      { mechanism: is.CKM_RSA_PKCS_KEY_PAIR_GEN },
      [
        ...common,
        { type: is.CKA_PRIVATE, value: false },
        { type: is.CKA_MODULUS_BITS, value: modulusBits },
        { type: is.CKA_PUBLIC_EXPONENT, value: Buffer.from([1, 0, 1]) },
        { type: is.CKA_VERIFY, value: does.signs },
        { type: is.CKA_ENCRYPT, value: does.deciphers },
      ],
      [
        ...common,
        { type: is.CKA_PRIVATE, value: true },
        { type: is.CKA_SENSITIVE, value: true },
        { type: is.CKA_EXTRACTABLE, value: false },
        { type: is.CKA_SIGN, value: does.signs },
        { type: is.CKA_DECRYPT, value: does.deciphers },
        ...(does.alwaysAuthenticate ? [{ type: is.CKA_ALWAYS_AUTHENTICATE, value: true }] : []),
      ],
    );
    return this.#publicKey(slot, pair.publicKey);
  }

  sign({ slot, id }: Of<'sign'>, digestInfo: Uint8Array): Uint8Array {
    const { handle } = this.#session(slot);
    const key = this.#privateKey(slot, id);
    this.module.C_SignInit(handle, { mechanism: this.library.CKM_RSA_PKCS }, key);
    this.#authenticate(slot, key);
    return new Uint8Array(this.module.C_Sign(handle, Buffer.from(digestInfo), Buffer.alloc(maxRsaBytes)));
  }

  /** The caller zeroes the result. */
  decrypt({ slot, id }: Of<'decrypt'>, cryptogram: Uint8Array): Uint8Array {
    const { handle } = this.#session(slot);
    const key = this.#privateKey(slot, id);
    this.module.C_DecryptInit(handle, { mechanism: this.library.CKM_RSA_PKCS }, key);
    this.#authenticate(slot, key);
    const buffer = Buffer.alloc(maxRsaBytes);
    const plain = this.module.C_Decrypt(handle, Buffer.from(cryptogram), buffer);
    const own = new Uint8Array(plain.length);
    own.set(plain);
    buffer.fill(0);
    return own;
  }

  writeCertificate({ slot, id, label }: Of<'writeCertificate'>, parts: readonly Uint8Array[]): void {
    const [value, subject, issuer, serialNumber] = parts.map((part) => Buffer.from(part));
    if (value === undefined || subject === undefined || issuer === undefined || serialNumber === undefined) {
      throw new TypeError('a certificate has four parts');
    }
    const is = this.library;
    this.module.C_CreateObject(this.#session(slot).handle, [
      { type: is.CKA_CLASS, value: is.CKO_CERTIFICATE },
      { type: is.CKA_CERTIFICATE_TYPE, value: is.CKC_X_509 },
      { type: is.CKA_TOKEN, value: true },
      { type: is.CKA_PRIVATE, value: false },
      { type: is.CKA_ID, value: Buffer.from(fromHex(id)) },
      { type: is.CKA_LABEL, value: label },
      { type: is.CKA_SUBJECT, value: subject },
      { type: is.CKA_ISSUER, value: issuer },
      { type: is.CKA_SERIAL_NUMBER, value: serialNumber },
      { type: is.CKA_VALUE, value },
    ]);
  }

  writeData({ slot, application, label }: Of<'writeData'>, value: Uint8Array): void {
    const is = this.library;
    this.module.C_CreateObject(this.#session(slot).handle, [
      { type: is.CKA_CLASS, value: is.CKO_DATA },
      { type: is.CKA_TOKEN, value: true },
      { type: is.CKA_PRIVATE, value: false },
      { type: is.CKA_APPLICATION, value: application },
      { type: is.CKA_LABEL, value: label },
      { type: is.CKA_VALUE, value: Buffer.from(value) },
    ]);
  }

  destroyPair({ slot, id }: Of<'destroyPair'>): void {
    const { CKO_CERTIFICATE, CKO_PRIVATE_KEY, CKO_PUBLIC_KEY } = this.library;
    for (const objectClass of [CKO_CERTIFICATE, CKO_PRIVATE_KEY, CKO_PUBLIC_KEY]) this.#destroy(slot, objectClass, id);
  }

  destroyCertificate({ slot, id }: Of<'destroyCertificate'>): void {
    this.#destroy(slot, this.library.CKO_CERTIFICATE, id);
  }

  destroyData({ slot, label, value }: Of<'destroyData'>): void {
    const is = this.library;
    const found = this.#find(slot, [
      { type: is.CKA_CLASS, value: is.CKO_DATA },
      { type: is.CKA_LABEL, value: label },
      { type: is.CKA_VALUE, value: Buffer.from(value) },
    ]);
    for (const handle of found) this.module.C_DestroyObject(this.#session(slot).handle, handle);
  }

  finalize(): void {
    for (const slot of this.#sessions.keys()) this.logout(slot);
    this.module.C_Finalize();
  }

  #session(slot: string): OpenSession {
    const open = this.#sessions.get(slot);
    if (open !== undefined) return open;
    const { CKF_SERIAL_SESSION, CKF_RW_SESSION } = this.library;
    const handle = this.module.C_OpenSession(handleOf(slot), CKF_SERIAL_SESSION | CKF_RW_SESSION);
    const session = { handle, pin: null, loggedIn: false };
    this.#sessions.set(slot, session);
    return session;
  }

  /** PKCS #11 v2.40 §5.6, C_Login: CKU_CONTEXT_SPECIFIC comes after the operation was begun. */
  #authenticate(slot: string, key: Buffer): void {
    const { handle, pin } = this.#session(slot);
    if (pin === null || !this.#asksEachTime(slot, key)) return;
    this.module.C_Login(handle, this.library.CKU_CONTEXT_SPECIFIC, pin.use(pinText));
  }

  /** Modules older than v2.20 do not know the attribute. */
  #asksEachTime(slot: string, key: Buffer): boolean {
    try {
      return this.#attribute(slot, key, this.library.CKA_ALWAYS_AUTHENTICATE)[0] === 1;
    } catch {
      return false;
    }
  }

  #privateKey(slot: string, id: string): Buffer {
    const [key, another] = this.#withId(slot, this.library.CKO_PRIVATE_KEY, id);
    if (key === undefined || another !== undefined) throw new Error(`not one private key has the id ${id}`);
    return key;
  }

  #withId(slot: string, objectClass: number, id: string): readonly Buffer[] {
    return this.#find(slot, [
      { type: this.library.CKA_CLASS, value: objectClass },
      { type: this.library.CKA_ID, value: Buffer.from(fromHex(id)) },
    ]);
  }

  #destroy(slot: string, objectClass: number, id: string): void {
    for (const handle of this.#withId(slot, objectClass, id)) {
      this.module.C_DestroyObject(this.#session(slot).handle, handle);
    }
  }

  #find(slot: string, template: pkcs11js.Template): readonly Buffer[] {
    const { handle } = this.#session(slot);
    this.module.C_FindObjectsInit(handle, template);
    const found: Buffer[] = [];
    for (;;) {
      const more = this.module.C_FindObjects(handle, objectsAtOnce);
      found.push(...more);
      if (more.length < objectsAtOnce) break;
    }
    this.module.C_FindObjectsFinal(handle);
    return found;
  }

  #attribute(slot: string, object: Buffer, type: number): Buffer {
    const [attribute] = this.module.C_GetAttributeValue(this.#session(slot).handle, object, [{ type }]);
    return attribute?.value ?? Buffer.alloc(0);
  }

  #publicKey(slot: string, key: Buffer): Uint8Array {
    const { CKA_MODULUS, CKA_PUBLIC_EXPONENT } = this.library;
    const [n, e] = [CKA_MODULUS, CKA_PUBLIC_EXPONENT].map((type) =>
      this.#attribute(slot, key, type).toString('base64url'),
    );
    if (n === undefined || e === undefined) throw new TypeError('an RSA key has two numbers');
    const publicKey = createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
    return new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }));
  }

  #classOf(kind: ObjectKind): number {
    const { CKO_CERTIFICATE, CKO_DATA, CKO_PUBLIC_KEY } = this.library;
    return { certificate: CKO_CERTIFICATE, data: CKO_DATA, publicKey: CKO_PUBLIC_KEY }[kind];
  }
}

const handleOf = (slot: string): Buffer => Buffer.from(slot, 'hex');
const pinText = (pin: Uint8Array): string => new TextDecoder().decode(pin);
