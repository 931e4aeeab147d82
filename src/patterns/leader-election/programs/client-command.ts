export type Value = number | null;

/** What a client wants. `serial` numbers its operations; `floor` is the lowest one it still waits for. */
export type ClientCommand = {
  readonly f: 'read' | 'write' | 'cas';
  readonly key: string;
  readonly value: Value;
  /** For `cas`: what the key must hold. */
  readonly from?: Value;
  readonly client: string;
  readonly serial: number;
  readonly floor: number;
};

/** The same on its way: who asks is who sends it. */
export type ClientRequest = { readonly type: 'ClientRequest' } & Omit<ClientCommand, 'client'>;

export const commandOf = ({ f, key, value, from, serial, floor }: ClientRequest, client: string): ClientCommand =>
  f === 'cas' ? { f, key, value, from: from ?? null, client, serial, floor } : { f, key, value, client, serial, floor };
