/** A secure channel to a security domain: opened once, never tried again by itself. */
import { randomBytes } from 'node:crypto';
import { toHex } from '../../base/bytes.js';
import { CardAuthenticationError, CardProtocolError } from '../errors.js';
import type { Channel } from '../iso7816/channel.js';
import type { CommandApdu, ResponseApdu } from '../iso7816/apdu.js';
import type { Command } from '../iso7816/command.js';
import { refusal, statusWords } from '../iso7816/statusWord.js';
import { isSampleKey, type CardKeySet, type KeyProvider } from './cardKeys.js';
import { Scp02Session } from './scp02.js';
import { Scp03Session } from './scp03.js';
import { levelBits, parseInitializeUpdate, scp03Options, securityLevels } from './secureMessaging.js';
import type { InitializeUpdateAnswer, SecureSession, SecurityLevel } from './secureMessaging.js';

export interface SecureChannelOptions {
  readonly keys: KeyProvider;
  /** Name of the key set in the card profile. */
  readonly keySet: string;
  /** P1 of INITIALIZE UPDATE; 0: the card's first one. */
  readonly keyVersion: number;
  /** Does the card take challenges and MACs of 16 bytes (mode S16)? */
  readonly s16: boolean;
  /** Only the demo and tests: the key of samples is taken. */
  readonly isDemo?: true;
}

/** 404142…4F, which everybody knows, opens no card outside the demo. Nothing was authenticated. */
export class SampleKeyError extends Error {
  override readonly name = 'SampleKeyError';
  constructor() {
    super('the key set is that of samples, 404142…4F');
  }
}

/** INITIALIZE UPDATE, GPCS §E.5.1 and Amendment D §7.1.1. */
function initializeUpdate(keyVersion: number, hostChallenge: Uint8Array): Command<InitializeUpdateAnswer> {
  return {
    name: 'INITIALIZE UPDATE',
    apdu: { cla: 0x80, ins: 0x50, p1: keyVersion, p2: 0x00, data: hostChallenge, le: 256 },
    parse: parseInitializeUpdate,
  };
}

/** The strongest level that the card has. */
function levelOf({ protocol, options }: InitializeUpdateAnswer): SecurityLevel {
  if (protocol === 'SCP02' || (options & scp03Options.rMac) === 0) return securityLevels.cDecryptionCMac;
  const hasREncryption = (options & scp03Options.rEncryption) !== 0;
  return hasREncryption ? securityLevels.cDecryptionCMacREncryptionRMac : securityLevels.cDecryptionCMacRMac;
}

async function hasSampleKey({ enc, mac, dek }: CardKeySet): Promise<boolean> {
  return (await Promise.all([enc, mac, dek].map(isSampleKey))).includes(true);
}

export class SecureChannel {
  #isClosed = false;

  private constructor(
    private readonly channel: Channel,
    private readonly session: SecureSession,
    /** What the card told of itself. */
    readonly card: InitializeUpdateAnswer,
    readonly keys: CardKeySet,
    readonly level: SecurityLevel,
  ) {}

  /**
   * Opens the channel to the security domain that is selected, on the strongest level that it has.
   * @throws {SampleKeyError} @throws {CardAuthenticationError} the card has other keys, and may have counted this: do not try again before a person looked into it
   * @throws {CardRefusedError} @throws {CardProtocolError} @throws {TransportError}
   */
  static async open(channel: Channel, options: SecureChannelOptions): Promise<SecureChannel> {
    const hostChallenge = new Uint8Array(randomBytes(options.s16 ? 16 : 8));
    const card = await channel.send(initializeUpdate(options.keyVersion, hostChallenge));
    if (card.protocol === 'SCP03' && card.cardChallenge.length !== hostChallenge.length) {
      throw new CardProtocolError(`the card is set to mode ${options.s16 ? 'S8' : 'S16'}`);
    }
    const keys = await options.keys.keysOf(options.keySet, card.diversificationData);
    if (options.isDemo !== true && (await hasSampleKey(keys))) throw new SampleKeyError();
    const Session = card.protocol === 'SCP03' ? Scp03Session : Scp02Session;
    const session = await Session.open(keys, hostChallenge, card);
    const level = levelOf(card);
    const apdu = session.authenticate(level);
    let isOpen = false;
    try {
      const { statusWord } = await channel.exchange({ name: 'EXTERNAL AUTHENTICATE', apdu, parse: () => undefined });
      isOpen = statusWord === statusWords.success;
    } finally {
      if (!isOpen) session.close();
    }
    if (!isOpen) throw new CardAuthenticationError('card');
    return new SecureChannel(channel, session, card, keys, level);
  }

  /** For whoever opened it: SCP02 has 2-key Triple DES, and no protection of what the card answers. null: there is nothing to say. */
  get warning(): 'scp02' | null {
    return this.card.protocol === 'SCP02' ? 'scp02' : null;
  }

  /** Longest data field of a command, in bytes. */
  get commandBytes(): number {
    return this.session.commandBytes;
  }

  /**
   * Sends a command with secure messaging. A command that the card refuses ends nothing; a wrong MAC of the card closes the channel.
   * @throws {CardRefusedError} @throws {CardProtocolError} @throws {TransportError}
   * @throws {RangeError} the data is longer than `commandBytes`; nothing was sent
   */
  async send<Answer>(command: Command<Answer>): Promise<Answer> {
    const response = this.#unwrapped(await this.channel.exchange({ ...command, apdu: this.#wrapped(command) }));
    if (response.statusWord !== statusWords.success) throw refusal(command, response.statusWord);
    return command.parse(response.data);
  }

  /** @param key padded to whole blocks @returns it as PUT KEY takes it */
  async encryptSensitive(key: Uint8Array): Promise<Uint8Array> {
    this.#checkOpen();
    return this.session.encryptSensitive(key);
  }

  #wrapped({ name, apdu, secretData }: Command<unknown>): CommandApdu {
    try {
      this.#checkOpen();
      const bytes = apdu.data?.length ?? 0;
      if (bytes > this.commandBytes) throw new RangeError(`${name}: ${bytes} bytes do not fit one secured command`);
      return this.session.wrap(apdu);
    } finally {
      if (secretData) apdu.data?.fill(0);
    }
  }

  #unwrapped(response: ResponseApdu): ResponseApdu {
    try {
      return this.session.unwrap(response);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** The session keys of a closed channel are zeros, which would protect nothing. */
  #checkOpen(): void {
    if (this.#isClosed) throw new Error('the secure channel is closed');
  }

  get hasAnswersProtected(): boolean {
    return (this.level & levelBits.rMac) !== 0;
  }

  /** Zeroes the session keys. The card ends the channel when another application is selected, or with its power. */
  close(): void {
    this.#isClosed = true;
    this.session.close();
  }

  toString(): string {
    return `${this.card.protocol}, key version ${toHex(Uint8Array.of(this.card.keyVersion))}`;
  }
}
