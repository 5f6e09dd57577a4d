/**
 * Frames on the pipe between the transport and a child process: length (4 bytes, of the whole frame), kind (1 byte), number of the request
 * (4 bytes), payload. Numbers are big-endian. Node's own IPC channel is not used because APDUs contain PINs: with this format every buffer
 * that held one can be zeroed.
 */

import { concatBytes, pinnedBytes } from '../../base/bytes.js';

/** Kinds of frames. `answer`, `failure` and `event` come from the child; the others are requests to it. */
export const frameKinds = {
  connect: 1,
  transmit: 2,
  disconnect: 3,
  control: 4,
  /** A call into a vendor's PKCS #11 module (card/pkcs11). */
  call: 5,
  answer: 10,
  failure: 11,
  event: 12,
} as const;
export type FrameKind = (typeof frameKinds)[keyof typeof frameKinds];

/** A decoded frame. */
export interface Frame {
  readonly kind: FrameKind;
  /** Number of the request that this frame is or answers; 0 for events. */
  readonly id: number;
  readonly payload: Uint8Array;
}

const headerBytes = 9;
/** Greatest length of a frame: enough for the longest response APDU (65538 bytes). */
const maxFrameBytes = 0x20000;

const isKind = (byte: number): byte is FrameKind => Object.values<number>(frameKinds).includes(byte);

/** Encodes a frame with a copy of the payload. */
export function encodeFrame(kind: FrameKind, id: number, payload: Uint8Array): Buffer {
  const frame = Buffer.from(pinnedBytes(headerBytes + payload.length).buffer);
  frame.writeUInt32BE(frame.length, 0);
  frame.writeUInt8(kind, 4);
  frame.writeUInt32BE(id, 5);
  frame.set(payload, headerBytes);
  return frame;
}

/** Decodes frames from a stream of chunks. */
export class FrameReader {
  #pending: Uint8Array = pinnedBytes(0);

  /**
   * Takes the next chunk, zeroes it, and returns the frames that are complete.
   * @throws {RangeError} when the stream is not a sequence of frames
   */
  push(chunk: Buffer): Frame[] {
    const bytes = this.#pending.length === 0 ? chunk : Buffer.from(concatBytes(this.#pending, chunk).buffer);
    const frames: Frame[] = [];
    let offset = 0;
    while (bytes.length - offset >= headerBytes) {
      const length = bytes.readUInt32BE(offset);
      if (length < headerBytes || length > maxFrameBytes) throw new RangeError(`a frame of ${length} bytes`);
      if (bytes.length - offset < length) break;
      const kind = bytes.readUInt8(offset + 4);
      if (!isKind(kind)) throw new RangeError(`a frame of kind ${kind}`);
      const payload = concatBytes(bytes.subarray(offset + headerBytes, offset + length));
      frames.push({ kind, id: bytes.readUInt32BE(offset + 5), payload });
      offset += length;
    }
    const rest = concatBytes(bytes.subarray(offset));
    this.#pending.fill(0);
    bytes.fill(0);
    chunk.fill(0);
    this.#pending = rest;
    return frames;
  }
}
