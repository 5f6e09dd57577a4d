import * as asn1js from 'asn1js';

/** A copy that pkijs and asn1js take: they want whole `ArrayBuffer`s, never views into a pool. */
export function arrayBuffer(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
}

export function der(block: { toBER(sizeOnly?: boolean): ArrayBuffer }): Uint8Array {
  return new Uint8Array(block.toBER(false));
}

/** A BIT STRING without unused bits, as signatures are. */
export function bitString(bytes: Uint8Array): asn1js.BitString {
  return new asn1js.BitString({ valueHex: arrayBuffer(bytes) });
}
