/** Where the database side says what it does, in whole sentences. A pino logger fits as it is. */
export type Log = {
  readonly info: (sentence: string) => void;
  readonly warn: (sentence: string) => void;
  readonly error: (sentence: string) => void;
};
