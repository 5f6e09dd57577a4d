/** What held and what did not. */
export interface Check {
  readonly what: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why it failed, or was left out. */
  readonly why?: string;
}

type ErrorClass = new (...parts: never[]) => Error;

export class Checks {
  readonly all: Check[] = [];

  constructor(private readonly say: (check: Check) => void) {}

  holds(what: string, isTrue: boolean, why = 'it is not so'): void {
    this.#add(isTrue ? { what, outcome: 'passed' } : { what, outcome: 'failed', why });
  }

  skip(what: string, why: string): void {
    this.#add({ what, outcome: 'skipped', why });
  }

  async throws(what: string, expected: ErrorClass, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      this.#add({ what, outcome: 'failed', why: 'nothing was refused' });
    } catch (error) {
      this.holds(what, error instanceof expected, String(error));
    }
  }

  /** A part of the course: what it throws fails it, and the rest goes on. @returns whether it came to its end */
  async part(what: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.#add({
        what,
        outcome: 'failed',
        why: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
      return false;
    }
  }

  count(outcome: Check['outcome']): number {
    return this.all.filter((one) => one.outcome === outcome).length;
  }

  #add(check: Check): void {
    this.all.push(check);
    this.say(check);
  }
}
