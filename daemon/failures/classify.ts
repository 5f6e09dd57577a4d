/** The one place where a low-level error becomes a failure code. */
import {
  CardFullError,
  CardProtocolError,
  CardRefusedError,
  PinBlockedError,
  PinRuleError,
  PukBlockedError,
  UnknownCardError,
  WrongPinError,
  WrongPukError,
} from '../../card/errors.js';
import { TransportError, type TransportFailure } from '../../card/transport/connection.js';
import { RaRefusedError, RaUnavailableError } from '../../sync/connector.js';
import type { FailureCode } from '../contract/failures/catalogue.js';
import { Failure } from '../contract/failures/failure.js';
import { UnreadableRowError } from '../store/storedFormat.js';

const transportCodes: Readonly<Record<TransportFailure, FailureCode>> = {
  cardRemoved: 'card.transport.removed',
  timeout: 'card.transport.timeout',
  readerGone: 'card.transport.readerGone',
  serviceGone: 'card.transport.serviceGone',
  sharingViolation: 'card.transport.heldByOther',
  unresponsive: 'card.transport.unresponsive',
  crashed: 'card.transport.crashed',
};

const pinRuleCodes: Readonly<Record<PinRuleError['reason'], FailureCode>> = {
  tooShort: 'card.pin.tooShort',
  tooLong: 'card.pin.tooLong',
  character: 'card.pin.character',
  digits: 'card.pin.digits',
};

/** @returns the failure that a person is told of; `job.step.internal` for what nobody foresaw. */
export function classify(error: unknown): Failure {
  const because = { cause: error };
  if (error instanceof Failure) return error;
  if (error instanceof TransportError) return new Failure(transportCodes[error.failure], {}, because);
  if (error instanceof WrongPinError) {
    return new Failure('card.pin.wrong', { pin: error.reference, triesLeft: error.triesLeft }, because);
  }
  if (error instanceof PinBlockedError) return new Failure('card.pin.blocked', { pin: error.reference }, because);
  if (error instanceof WrongPukError) {
    return new Failure('card.puk.wrong', { pin: error.reference, triesLeft: error.triesLeft }, because);
  }
  if (error instanceof PukBlockedError) return new Failure('card.puk.blocked', { pin: error.reference }, because);
  if (error instanceof PinRuleError) {
    const { minLength, maxLength } = error;
    return new Failure(pinRuleCodes[error.reason], { minLength, maxLength }, because);
  }
  if (error instanceof CardFullError) return new Failure('card.memory.full', {}, because);
  if (error instanceof CardRefusedError) {
    const statusWord = error.statusWord.toString(16).toUpperCase().padStart(4, '0');
    return new Failure('card.command.refused', { command: error.command, statusWord }, because);
  }
  if (error instanceof CardProtocolError) return new Failure('card.command.malformed', {}, because);
  if (error instanceof UnknownCardError) return new Failure('card.identify.unknown', {}, because);
  if (error instanceof RaUnavailableError) return new Failure('ra.request.unavailable', {}, because);
  if (error instanceof RaRefusedError) return new Failure(`ra.refused.${error.refusal}`, error.facts, because);
  if (error instanceof UnreadableRowError) {
    const { column, row } = error;
    return new Failure('store.row.unreadable', { column, row }, because);
  }
  return new Failure('job.step.internal', {}, because);
}
