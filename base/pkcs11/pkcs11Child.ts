/**
 * The program of the child process that loads the PKCS #11 module. A call into the module may block, hang or crash; only this process
 * is affected. It exits when its parent disconnects.
 */
import '../noInspector.js';
import { createPublicKey } from 'node:crypto';
import pkcs11js from 'pkcs11js';
import type { ChildCommand, ChildReply, ChildRequest, RsaKeyUse, TokenLocation } from './protocol.js';

const token = new pkcs11js.PKCS11();
let sessionHandle: Buffer | null = null;

function load(modulePath: string): void {
  token.load(modulePath);
  token.C_Initialize();
}

/** Labels are padded with blanks to 32 bytes (CK_TOKEN_INFO). */
function labelOf(info: pkcs11js.TokenInfo): string {
  return info.label.replace(/[\s\0]+$/, '');
}

function slotWhere(matches: (info: pkcs11js.TokenInfo) => boolean, what: string): Buffer {
  const found = token.C_GetSlotList(true).find((handle) => matches(token.C_GetTokenInfo(handle)));
  if (found === undefined) throw new Error(`there is no ${what}`);
  return found;
}

function slotOf({ tokenLabel }: TokenLocation): Buffer {
  return slotWhere((info) => labelOf(info) === tokenLabel, `token ${tokenLabel}`);
}

function openSession(slotHandle: Buffer): Buffer {
  return token.C_OpenSession(slotHandle, pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION);
}

/** Zeroes `pin`. pkcs11js takes PINs as strings, which cannot be zeroed: they stay in this process until they are garbage collected. */
function pinText(pin: Uint8Array): string {
  const text = new TextDecoder().decode(pin);
  pin.fill(0);
  return text;
}

function initialise(location: TokenLocation, soPin: Uint8Array, pin: Uint8Array): void {
  load(location.modulePath);
  const blank = slotWhere(({ flags }) => (flags & pkcs11js.CKF_TOKEN_INITIALIZED) === 0, 'token to initialise');
  const soPinText = pinText(soPin);
  token.C_InitToken(blank, soPinText, location.tokenLabel);
  const handle = openSession(slotOf(location));
  token.C_Login(handle, pkcs11js.CKU_SO, soPinText);
  token.C_InitPIN(handle, pinText(pin));
  token.C_Logout(handle);
  token.C_CloseSession(handle);
  token.C_Finalize();
}

function open(location: TokenLocation, pin: Uint8Array): void {
  load(location.modulePath);
  sessionHandle = openSession(slotOf(location));
  token.C_Login(sessionHandle, pkcs11js.CKU_USER, pinText(pin));
}

function session(): Buffer {
  if (sessionHandle === null) throw new Error('no token is open');
  return sessionHandle;
}

function findKey(objectClass: number, label: string): Buffer | null {
  token.C_FindObjectsInit(session(), [
    { type: pkcs11js.CKA_CLASS, value: objectClass },
    { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_RSA },
    { type: pkcs11js.CKA_LABEL, value: label },
  ]);
  const found = token.C_FindObjects(session(), 2);
  token.C_FindObjectsFinal(session());
  if (found.length > 1) throw new Error(`more than one key has the label ${label}`);
  return found[0] ?? null;
}

function privateKey(label: string): Buffer {
  const handle = findKey(pkcs11js.CKO_PRIVATE_KEY, label);
  if (handle === null) throw new Error(`there is no key ${label}`);
  return handle;
}

function publicKeyOf(handle: Buffer): Uint8Array {
  const [n, e] = token
    .C_GetAttributeValue(session(), handle, [{ type: pkcs11js.CKA_MODULUS }, { type: pkcs11js.CKA_PUBLIC_EXPONENT }])
    .map(({ value }) => value.toString('base64url'));
  if (n === undefined || e === undefined) throw new Error('the token did not give the public key');
  const key = createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
  return new Uint8Array(key.export({ format: 'der', type: 'spki' }));
}

function generate(label: string, use: RsaKeyUse, modulusBits: number): Uint8Array {
  if (findKey(pkcs11js.CKO_PRIVATE_KEY, label) !== null) throw new Error(`there is a key ${label} already`);
  const id = Buffer.from(label);
  const pair = token.C_GenerateKeyPair(
    session(),
    { mechanism: pkcs11js.CKM_RSA_PKCS_KEY_PAIR_GEN },
    [
      { type: pkcs11js.CKA_TOKEN, value: true },
      { type: pkcs11js.CKA_LABEL, value: label },
      { type: pkcs11js.CKA_ID, value: id },
      { type: pkcs11js.CKA_MODULUS_BITS, value: modulusBits },
      { type: pkcs11js.CKA_PUBLIC_EXPONENT, value: Buffer.from([1, 0, 1]) },
      { type: pkcs11js.CKA_VERIFY, value: use === 'sign' },
      { type: pkcs11js.CKA_ENCRYPT, value: use === 'decrypt' },
    ],
    [
      { type: pkcs11js.CKA_TOKEN, value: true },
      { type: pkcs11js.CKA_LABEL, value: label },
      { type: pkcs11js.CKA_ID, value: id },
      { type: pkcs11js.CKA_PRIVATE, value: true },
      { type: pkcs11js.CKA_SENSITIVE, value: true },
      { type: pkcs11js.CKA_EXTRACTABLE, value: false },
      { type: pkcs11js.CKA_SIGN, value: use === 'sign' },
      { type: pkcs11js.CKA_DECRYPT, value: use === 'decrypt' },
    ],
  );
  return publicKeyOf(pair.publicKey);
}

/** PKCS #11 v2.40 §2.1.7; pkcs11js does not name it. */
const CKZ_DATA_SPECIFIED = 1;

/** Longest result of an RSA operation, in bytes: a modulus of 8192 bits. */
const maxRsaBytes = 1024;

function sign(label: string, data: Uint8Array): Uint8Array {
  token.C_SignInit(session(), { mechanism: pkcs11js.CKM_SHA256_RSA_PKCS }, privateKey(label));
  return new Uint8Array(token.C_Sign(session(), Buffer.from(data), Buffer.alloc(maxRsaBytes)));
}

function decrypt(label: string, data: Uint8Array): Uint8Array {
  const parameter = {
    type: pkcs11js.CK_PARAMS_RSA_OAEP,
    hashAlg: pkcs11js.CKM_SHA_1,
    mgf: pkcs11js.CKG_MGF1_SHA1,
    source: CKZ_DATA_SPECIFIED,
  };
  token.C_DecryptInit(session(), { mechanism: pkcs11js.CKM_RSA_PKCS_OAEP, parameter }, privateKey(label));
  const buffer = Buffer.alloc(maxRsaBytes);
  const plain = new Uint8Array(token.C_Decrypt(session(), Buffer.from(data), buffer));
  buffer.fill(0);
  return plain;
}

const nothing = new Uint8Array();

function execute(command: ChildCommand): Uint8Array {
  switch (command.kind) {
    case 'initialise':
      initialise(command.location, command.soPin, command.pin);
      return nothing;
    case 'open':
      open(command.location, command.pin);
      return nothing;
    case 'publicKey': {
      const handle = findKey(pkcs11js.CKO_PUBLIC_KEY, command.label);
      return handle === null ? nothing : publicKeyOf(handle);
    }
    case 'generate':
      return generate(command.label, command.use, command.modulusBits);
    case 'sign':
      return sign(command.label, command.data);
    case 'decrypt':
      return decrypt(command.label, command.data);
  }
}

function reply(message: ChildReply): void {
  process.send?.(message);
}

process.on('message', ({ id, command }: ChildRequest) => {
  try {
    reply({ id, ok: true, value: execute(command) });
  } catch (error) {
    reply({ id, ok: false, error: error instanceof Error ? error.message : String(error) });
  }
});
process.on('disconnect', () => process.exit());
