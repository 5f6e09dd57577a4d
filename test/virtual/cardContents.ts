/** The applications of a virtual card: an issuer security domain with two IsoApplet instances, a PIV or an OpenPGP application, or a MyEID card alone. */
import { fromHex, toHex } from '../../base/bytes.js';
import type { CardEnvironment } from './application.js';
import type { CardState } from './cardState.js';
import { IsoApplet } from './isoApplet/isoApplet.js';
import { IssuerSecurityDomain } from './issuerSecurityDomain.js';
import { MyEidApplet } from './myEid/myEidApplet.js';
import { OpenPgpApplet } from './openPgp/openPgpApplet.js';
import { PivApplet } from './piv/pivApplet.js';
import { Runtime } from './runtime.js';

const isoAppletAids = [fromHex('F276A288BCFBA69D34F31001'), fromHex('F276A288BCFBA69D34F31002')] as const;

/** What lies on the card beside its issuer security domain. */
export type CardFamily = 'isoapplet-pair' | 'myeid' | 'piv' | 'openpgp';

export interface NewContents {
  readonly cplc: Uint8Array;
  /** null: a new card. */
  readonly state: CardState | null;
  /** Of a new card. */
  readonly family: CardFamily;
  readonly environment: CardEnvironment;
}

function familyOf(state: CardState): CardFamily {
  if (state.piv !== undefined) return 'piv';
  if (state.openPgp !== undefined) return 'openpgp';
  return state.myEid === undefined ? 'isoapplet-pair' : 'myeid';
}

export class CardContents {
  readonly family: CardFamily;
  readonly runtime: Runtime;
  readonly #cplc: Uint8Array;
  readonly #domain: IssuerSecurityDomain;
  readonly #instances: readonly [IsoApplet, IsoApplet];
  readonly #piv: PivApplet | null;
  readonly #openPgp: OpenPgpApplet | null;
  readonly #myEid: MyEidApplet | null;
  #exchanged: boolean;

  constructor({ cplc, state, family, environment }: NewContents) {
    this.#cplc = cplc;
    this.family = state === null ? family : familyOf(state);
    this.#exchanged = state?.exchanged ?? false;
    this.#instances = [
      new IsoApplet(isoAppletAids[this.#exchanged ? 1 : 0], state?.instances[0] ?? null, environment),
      new IsoApplet(isoAppletAids[this.#exchanged ? 0 : 1], state?.instances[1] ?? null, environment),
    ];
    this.#piv = this.family === 'piv' ? new PivApplet(state?.piv ?? null, environment) : null;
    this.#openPgp = this.family === 'openpgp' ? new OpenPgpApplet(state?.openPgp ?? null, environment) : null;
    this.#myEid = this.family === 'myeid' ? new MyEidApplet(state?.myEid ?? null, environment) : null;
    const applications = this.#alone === null ? this.#instances : [this.#alone];
    const aids = (): readonly Uint8Array[] => applications.map(({ aid }) => aid);
    this.#domain = new IssuerSecurityDomain(cplc, state?.domain ?? null, () => environment.changed(), aids);
    this.runtime = this.#myEid === null ? new Runtime(this.#domain, applications) : new Runtime(this.#myEid, []);
  }

  /** The one application beside the issuer security domain; null: there are the two instances. */
  get #alone(): PivApplet | OpenPgpApplet | null {
    return this.#piv ?? this.#openPgp;
  }

  /** What its files and keys take. */
  get memoryBytes(): number {
    const own = this.#myEid ?? this.#alone;
    const contents = own === null ? this.#instances : [own];
    return contents.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  }

  /** Sets the tries left of a PIN or PUK; a PIV or OpenPGP application has one of each. @throws {RangeError} when it is more than their maximum */
  presetTries(instance: 1 | 2, tries: number, reference: 'pin' | 'puk'): void {
    if (this.#myEid !== null) this.#myEid.presetTries(instance, reference, tries);
    else (this.#alone ?? this.#instances[instance === 1 ? 0 : 1]).presetTries(reference, tries);
  }

  /** Exchanges the AIDs of the two instances. */
  exchangeInstances(): void {
    const [first, second] = this.#instances;
    [first.aid, second.aid] = [second.aid, first.aid];
    this.#exchanged = !this.#exchanged;
  }

  state(): CardState {
    const [first, second] = this.#instances;
    return {
      format: 1,
      cplc: toHex(this.#cplc),
      exchanged: this.#exchanged,
      instances: [first.state(), second.state()],
      domain: this.#domain.state,
      ...(this.#piv === null ? {} : { piv: this.#piv.state() }),
      ...(this.#openPgp === null ? {} : { openPgp: this.#openPgp.state() }),
      ...(this.#myEid === null ? {} : { myEid: this.#myEid.state() }),
    };
  }
}
