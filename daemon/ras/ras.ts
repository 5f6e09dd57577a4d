/** The registration authorities (RAs) that this gateway serves, each with its profile, connector and link. */
import { everyCharacterOf, intersectPinRules } from '../../card/drivers/pinRule.js';
import type { PinPolicy, RaProfile } from '../../config/raProfile.js';
import type { RaConnector } from '../../sync/connector.js';
import type { WireRaStatus } from '../contract/messages.js';
import { Failure } from '../contract/failures/failure.js';
import type { RaScope } from './raScope.js';
import type { RaLink } from './raLink.js';

export interface Ra {
  readonly profile: RaProfile;
  readonly connector: RaConnector;
  readonly link: RaLink;
}

export class Ras {
  readonly #byId: ReadonlyMap<string, Ra>;

  /** @param all in the order of the settings */
  constructor(readonly all: readonly Ra[]) {
    this.#byId = new Map(all.map((ra) => [ra.profile.id, ra]));
  }

  /** The RAs of this scope alone: another one is as unknown to it as one that is not served. */
  within(scope: RaScope): Ras {
    return scope === null ? this : new Ras(this.all.filter(({ profile }) => scope.includes(profile.id)));
  }

  serves(id: string): boolean {
    return this.#byId.has(id);
  }

  /** @throws {Failure} `ra.choose.unknown` */
  byId(id: string): Ra {
    const ra = this.#byId.get(id);
    if (ra === undefined) throw new Failure('ra.choose.unknown', { ra: id });
    return ra;
  }

  /** The named RA, or the only one when none is named. @throws {Failure} `ra.choose.unknown`, `ra.choose.missing` */
  choose(id: string | undefined): Ra {
    if (id !== undefined) return this.byId(id);
    const [only, ...others] = this.all;
    if (only === undefined || others.length > 0) throw new Failure('ra.choose.missing');
    return only;
  }

  /** The id of the only RA; null when there are several. */
  only(): string | null {
    const [first, ...others] = this.all;
    return others.length > 0 ? null : (first?.profile.id ?? null);
  }

  /** The RA's rule for PINs. For a card whose RA is unknown: the rule that satisfies every RA. */
  pinPolicy(id: string | null): PinPolicy {
    if (id !== null) return this.byId(id).profile.pinPolicy;
    const rules = this.all.map(({ profile }) => profile.pinPolicy);
    return {
      ...intersectPinRules(rules),
      characters: everyCharacterOf(rules),
      weak: {
        patterns: rules.some(({ weak }) => weak.patterns),
        personal: rules.some(({ weak }) => weak.personal),
        common: [...new Set(rules.flatMap(({ weak }) => weak.common))],
      },
    };
  }

  statuses(): WireRaStatus[] {
    return this.all.map(({ link }) => link.status());
  }
}
