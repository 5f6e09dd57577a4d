/** Reads revocation lists in a thread of its own: one of the allowed size has a million entries. */
import { inThread } from '../thread.js';
import { reportLists } from './revocationReports.js';

/** @throws {Error} when the thread ends without an answer */
export const askLists = inThread(import.meta.url, reportLists);
