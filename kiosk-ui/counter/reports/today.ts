/** @returns today in Asia/Taipei, `YYYY-MM-DD` */
export function today(): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Taipei' }).format(new Date());
}
