/** Apply, renew or write certificates again with the subscriber at the counter: their card, their PINs, their consent. */
import { useState } from 'react';
import type { CreateJob, WireReader, WireRegistration } from '../../../daemon/contract/messages.js';
import { client } from '../../api/client.js';
import type { KnownCard, LifeCycle } from '../../api/types.js';
import type { Fact, World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import { Mark } from '../../parts/Mark.js';
import type { WordKey } from '../../words/staffPages.js';
import { areComplete, CardPins, noCardPins, type CardPinValues } from './CardPins.js';
import { TermsBox } from './TermsBox.js';
import { whyNotNow } from '../../staff/whyNotNow.js';
import { RequestForm } from '../../staff/RequestForm.js';

export type CardJobKind = 'applyCertificates' | 'renewCertificates' | 'writeCertificates';

interface CardJobFormProps {
  readonly kind: CardJobKind;
  readonly registration: WireRegistration;
  readonly world: World;
  readonly dispatch: (fact: Fact) => void;
  readonly taken: boolean;
  /** The job was begun, or the form was cancelled. */
  readonly onEnd: () => void;
}

const titles: Readonly<Record<CardJobKind, WordKey>> = {
  applyCertificates: 'jobApplyCertificates',
  renewCertificates: 'jobRenewCertificates',
  writeCertificates: 'jobWriteCertificates',
};

const explanations: Readonly<Record<CardJobKind, WordKey>> = {
  applyCertificates: 'applyHow',
  renewCertificates: 'renewHow',
  writeCertificates: 'writeHow',
};

/** What a card has to be for it. */
const lifeCycles: Readonly<Record<CardJobKind, readonly LifeCycle[]>> = {
  applyCertificates: ['prepared'],
  renewCertificates: ['issued'],
  writeCertificates: ['issued', 'incomplete', 'prepared'],
};

function cardIn(reader: WireReader | undefined): KnownCard | null {
  return reader?.card?.state === 'known' ? reader.card : null;
}

export function CardJobForm({ kind, registration, world, dispatch, taken, onEnd }: CardJobFormProps) {
  const { say } = useWords();
  const [pins, setPins] = useState<CardPinValues>(noCardPins);
  const [terms, setTerms] = useState<string | null>(null);
  const { raId, id: registrationId, cardSerial } = registration;
  const reader = world.readers.find((one) => cardSerial !== null && cardIn(one)?.serial === cardSerial);
  const card = cardIn(reader);
  const asked = card?.pins.map(({ reference, triesLeft }) => ({ reference, triesLeft })) ?? [];
  const needsTerms = kind === 'applyCertificates';
  const why = whyNotNow(world, raId, taken) ?? whyNotThisCard(kind, reader, card);
  const ready = why === null && areComplete(asked, pins) && (!needsTerms || terms !== null);

  const send = async (onceKey: string) => {
    if (reader === undefined) return;
    const order = orderOf(kind, {
      raId,
      readerId: reader.id,
      registrationId,
      pin1: pins[1],
      ...(asked.some(({ reference }) => reference === 2) && { pin2: pins[2] }),
      lastTryConfirmed: pins.lastTryKnown,
      termsVersion: terms ?? '',
    });
    dispatch({ type: 'job', job: await client.createJob(order, onceKey) });
    onEnd();
  };

  return (
    <RequestForm
      action="beginJob"
      isReady={ready}
      why={why}
      send={send}
      onSettled={() => setPins(noCardPins)}
      onCancel={onEnd}
    >
      <h2>{say(titles[kind])}</h2>
      <p className="quiet">{say(explanations[kind])}</p>
      <p className="own-card">
        <Mark shape="card" />
        {reader === undefined
          ? say('ownCardMissing', { serial: cardSerial ?? '' })
          : say('ownCardIn', { reader: reader.name })}
      </p>
      {needsTerms && <TermsBox raId={raId} agreed={terms} onAgree={setTerms} />}
      {card !== null && <CardPins pins={asked} values={pins} onChange={setPins} />}
    </RequestForm>
  );
}

function whyNotThisCard(kind: CardJobKind, reader: WireReader | undefined, card: KnownCard | null): WordKey | null {
  if (reader === undefined || card === null) return 'whyOwnCard';
  if (card.twinIn !== null) return 'cardStateTwin';
  if (card.isSpoiled) return 'cardIsSpoiled';
  if (reader.jobId !== null) return 'readerInUse';
  if (card.pins.some(({ triesLeft }) => triesLeft === 0)) return 'whyPinLocked';
  return lifeCycles[kind].includes(card.lifeCycle) ? null : 'whyCardNotReady';
}

interface Typed {
  readonly raId: string;
  readonly readerId: string;
  readonly registrationId: string;
  readonly pin1: string;
  readonly pin2?: string;
  readonly lastTryConfirmed: boolean;
  readonly termsVersion: string;
}

function orderOf(kind: CardJobKind, { termsVersion, registrationId, ...typed }: Typed): CreateJob {
  switch (kind) {
    case 'applyCertificates':
      return { kind, ...typed, registrationId, termsVersion };
    case 'renewCertificates':
      return { kind, ...typed };
    case 'writeCertificates':
      return { kind, ...typed, registrationId };
  }
}
