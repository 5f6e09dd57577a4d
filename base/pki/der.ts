import * as asn1js from 'asn1js';

/** A copy in an `ArrayBuffer` of its own. pkijs and asn1js take whole buffers, and Node's arrays are often views into a shared one. */
export function arrayBuffer(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
}

/** The DER encoding of an asn1js object. */
export function der(block: { toBER(sizeOnly?: boolean): ArrayBuffer }): Uint8Array {
  return new Uint8Array(block.toBER(false));
}

/** A BIT STRING of whole bytes, e.g. a signature. */
export function bitString(bytes: Uint8Array): asn1js.BitString {
  return new asn1js.BitString({ valueHex: arrayBuffer(bytes) });
}
