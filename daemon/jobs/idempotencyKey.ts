import { createHash } from 'node:crypto';

/** A UUID (RFC 9562 §5.8, version 8) that is the same each time the same attempt of the same step asks the RA. */
export function idempotencyKey(jobId: string, step: string, attempt = 1): string {
  const bytes = createHash('sha256').update(`${jobId}/${step}/${attempt}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
