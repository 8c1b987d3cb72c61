/** What is used of `smpp` 0.5.1, which brings no types of its own. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events';
  import type { Server as NetServer, Socket } from 'node:net';

  export type Value = number | string | Buffer | null | undefined | { readonly udh?: Buffer; readonly message: string | Buffer };
  export type Values = Readonly<Record<string, Value>>;

  /** Fields stand on it by name; `short_message` that came is `{udh?: Buffer[], message}`. */
  export class PDU {
    constructor(command: string, values?: Values);
    readonly command: string;
    readonly command_id: number;
    readonly command_status: number;
    sequence_number: number;
    readonly [field: string]: unknown;
    response(values?: Values): PDU;
    toBuffer(): Buffer;
    isResponse(): boolean;
  }

  export interface FieldType {
    size(value: unknown): number;
  }
  export interface Command {
    readonly id: number;
    readonly command: string;
    readonly params?: Readonly<Record<string, { readonly type: FieldType }>>;
  }

  export class Session extends EventEmitter {
    readonly socket: Socket;
    send(pdu: PDU, answered?: (pdu: PDU) => void): boolean;
    deliver_sm(values: Values, answered?: (pdu: PDU) => void): boolean;
    close(done?: () => void): void;
    destroy(done?: () => void): void;
  }

  export interface Server extends NetServer {
    readonly sessions: readonly Session[];
  }

  const smpp: {
    readonly PDU: typeof PDU;
    readonly commands: Readonly<Record<string, Command>>;
    readonly commandsById: Readonly<Record<number, Command>>;
    readonly types: Readonly<Record<'int8' | 'int16' | 'int32' | 'cstring' | 'string' | 'buffer', FieldType>>;
    readonly encodings: { readonly ASCII: { match(text: string): boolean } };
    createServer(take: (session: Session) => void): Server;
  };
  export default smpp;
}
