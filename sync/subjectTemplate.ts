/** The subjects of an RA's certificates: a template with a placeholder for the user identifier (用戶識別名稱). */
import { distinguishedNameText, NameSyntaxError, parseName, type DistinguishedName } from '../base/pki/names.js';

export const placeholder = '{userIdentifier}';

/**
 * Inserts the identifier. The template is parsed first, so the identifier cannot add parts to the name.
 * @param template RFC 4514 with `{userIdentifier}`
 */
export function subjectOf(template: string, userIdentifier: string): DistinguishedName {
  return parseName(template).map(({ type, value }) => ({
    type,
    value: value.replaceAll(placeholder, () => userIdentifier),
  }));
}

/** RFC 4514 */
export function subjectText(template: string, userIdentifier: string): string {
  return distinguishedNameText(subjectOf(template, userIdentifier));
}

/** Can this be the subject of a subscriber's certificate of the RA? @param subject RFC 4514 */
export function fitsTemplate(subject: string, template: string): boolean {
  const parts = parseName(template);
  const name = nameIn(subject);
  return (
    name.length === parts.length &&
    name.every(({ type, value }, i) => type === parts[i]?.type && fits(value, parts[i].value))
  );
}

function nameIn(subject: string): DistinguishedName {
  try {
    return parseName(subject);
  } catch (error) {
    if (error instanceof NameSyntaxError) return [];
    throw error;
  }
}

function fits(value: string, part: string): boolean {
  const [before = '', after] = part.split(placeholder);
  if (after === undefined) return value === part;
  return value.length > before.length + after.length && value.startsWith(before) && value.endsWith(after);
}
