/** What a certificate is for, and its state (憑證狀態) as shape and word. */
import type { WireCertificate, WireCertificateRecord } from '../../daemon/contract/messages.js';
import { useWords } from '../words/language.js';
import type { WordKey } from '../words/shared.js';
import { State, type MarkShape } from './Mark.js';

export const useNames: Readonly<Record<WireCertificate['use'], WordKey>> = {
  sign: 'certSign',
  encrypt: 'certEncrypt',
  signEncrypt: 'certSignEncrypt',
};

const states: Readonly<Record<WireCertificateRecord['status'], readonly [MarkShape, WordKey]>> = {
  valid: ['done', 'certValid'],
  expiringSoon: ['warn', 'certExpiringSoon'],
  expired: ['failed', 'certExpired'],
  revoked: ['failed', 'certRevoked'],
  suspended: ['locked', 'certSuspended'],
};

export function CertificateState({ status }: { status: WireCertificateRecord['status'] }) {
  const { say } = useWords();
  const [shape, word] = states[status];
  return <State shape={shape} word={say(word)} />;
}
