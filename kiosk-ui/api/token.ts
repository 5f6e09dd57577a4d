/**
 * The session's token. Session storage is this tab's and this origin's, port included; the kiosk's page and those of staff keep one
 * each, so that neither ever runs as the other.
 */
export const pageKind = location.pathname === '/kiosk' ? 'kiosk' : 'staff';

const name = `screen-token-${pageKind}`;

export const token = {
  get: (): string | null => sessionStorage.getItem(name),
  set: (value: string): void => sessionStorage.setItem(name, value),
  forget: (): void => sessionStorage.removeItem(name),
};
