/** The requests to the RA that are about one card and its owner, and a fault at one of them. */
import type { FaultyRa, RaFault, RaRequest } from '../harness/faultyRa.js';

interface Watched {
  /** Serial numbers, registrations, orders, challenges: what a request about it names. */
  readonly keys: Set<string>;
  readonly names: string[];
  readonly fault: { readonly n: number; readonly fault: RaFault } | null;
  readonly struck: () => void;
}

/** What an answer calls things by, to be found again in later requests. */
const idField = /"(?:id|orderId|serial)":"([^"]+)"/g;

export class RequestWatch {
  readonly #watched = new Map<string, Watched>();

  constructor(proxy: FaultyRa) {
    proxy.plan((request) => {
      for (const one of this.#about(request)) {
        const n = one.names.push(`${request.method} ${request.path}`);
        if (n !== one.fault?.n) continue;
        one.struck();
        return one.fault.fault;
      }
      return { kind: 'none' };
    });
    proxy.onAnswer((request, answer) => {
      for (const { keys } of this.#about(request)) {
        // A batch of facts is about many; its answer only repeats their ids.
        if (!request.path.endsWith('/facts')) for (const [, id = ''] of answer.matchAll(idField)) keys.add(id);
      }
    });
  }

  /** @returns resolves when the fault has struck */
  watch(id: string, keys: readonly string[], fault: Watched['fault']): Promise<void> {
    return new Promise((struck) => {
      this.#watched.set(id, { keys: new Set(keys), names: [], fault, struck });
    });
  }

  /** @returns `METHOD path` of its requests so far */
  end(id: string): readonly string[] {
    const names = this.#watched.get(id)?.names ?? [];
    this.#watched.delete(id);
    return names;
  }

  #about({ path, body }: RaRequest): Watched[] {
    return [...this.#watched.values()].filter(({ keys }) =>
      [...keys].some((key) => path.includes(key) || body.includes(key)),
    );
  }
}
