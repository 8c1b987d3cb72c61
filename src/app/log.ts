/** Where the hub says what it does. pino's shape: about what first, then the sentence. */
export interface Log {
  info(about: object, sentence: string): void;
  warn(about: object, sentence: string): void;
  error(about: object, sentence: string): void;
}
