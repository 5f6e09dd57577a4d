/** What the catalogue says of one failure code. */
interface Words {
  readonly 'zh-TW': string;
  readonly en: string;
}

export interface CatalogueEntry {
  /** HTTP status when the code answers a request. */
  readonly status: number;
  readonly happened: Words;
  readonly card: Words;
  readonly next: Words;
}
