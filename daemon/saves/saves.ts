/** 存檔: saves certificates as `.cer` files to a USB stick or through a one-time download. Nothing is written to the card. */
import type { CertificateRecord } from '../../sync/connector.js';
import type { WireSave, WireSaveTargets } from '../contract/messages.js';
import type { Audit } from '../audit/audit.js';
import { Failure } from '../contract/failures/failure.js';
import type { Links } from './links.js';
import type { SavedFile, Sticks } from './sticks.js';

export interface SavesParts {
  readonly sticks: Sticks;
  readonly links: Links;
  /** The URL before `/d/…` as phones reach it; null: downloads are off. */
  readonly linkBase: () => string | null;
  readonly audit: Pick<Audit, 'append'>;
}

const useNames = { sign: 'sign', encrypt: 'encrypt', signEncrypt: 'sign-encrypt' } as const;

/** e.g. `Z123456789-01-0058-sign-0A1B2C.cer`, of characters that every file system allows. */
export function fileOf({ userIdentifier, use, serial, certificate }: CertificateRecord): SavedFile {
  const owner = userIdentifier.replaceAll(/[^\w-]/g, '_');
  return { name: `${owner}-${useNames[use]}-${serial}.cer`, content: certificate };
}

/** A certificate, and the RA whose record it is from. */
export type CertificateOfRa = CertificateRecord & { readonly raId: string };

export class Saves {
  readonly #parts: SavesParts;

  constructor(parts: SavesParts) {
    this.#parts = parts;
  }

  targets(): WireSaveTargets {
    const { stick } = this.#parts.sticks;
    return { stick: stick && { label: stick.label }, link: this.#parts.linkBase() !== null };
  }

  /** @param actor the name for the audit log @throws {Failure} `save.*` */
  async save(certificates: readonly CertificateOfRa[], target: 'stick' | 'link', actor: string): Promise<WireSave> {
    const files = certificates.map(fileOf);
    const saved = target === 'stick' ? await this.#toStick(files) : this.#toLink(files);
    // One entry for each RA: the work is counted by RA, and others' staff do not see it.
    for (const ra of new Set(certificates.map(({ raId }) => raId))) {
      const ofRa = certificates.filter(({ raId }) => raId === ra);
      const subject = ofRa.map(({ serial }) => serial).join(' ');
      await this.#parts.audit.append({ actor, action: 'certificates.saved', subject, facts: { target, ra } });
    }
    return saved;
  }

  async #toStick(files: readonly SavedFile[]): Promise<WireSave> {
    const { stick, names } = await this.#parts.sticks.write(files);
    return { kind: 'stick', label: stick.label, directory: stick.directory, files: [...names] };
  }

  #toLink(files: readonly SavedFile[]): WireSave {
    const base = this.#parts.linkBase();
    if (base === null) throw new Failure('save.link.off');
    const { token, expiresAt } = this.#parts.links.offer(files);
    return {
      kind: 'link',
      url: new URL(`d/${token}`, base.endsWith('/') ? base : `${base}/`).href,
      expiresAt: new Date(expiresAt).toISOString(),
      files: files.map(({ name }) => name),
    };
  }
}
