/** The same for ours and for the peer. */
export const pin = '123456';
export const puk = '0123456789abcdef';
export const document = new TextEncoder().encode('what the subscriber signs');
