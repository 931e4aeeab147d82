export type Value = number | null;

/** What a client wants, in which of its sessions. `serial` numbers its operations; `floor` is the lowest one it still waits for. */
export type ClientCommand = {
  readonly f: 'read' | 'write' | 'cas';
  readonly key: string;
  readonly value: Value;
  /** For `cas`: what the key must hold. */
  readonly from?: Value;
  readonly client: string;
  readonly session: number;
  readonly serial: number;
  readonly floor: number;
};

/** The same on its way: who asks is who sends it. */
export type ClientRequest = { readonly type: 'ClientRequest' } & Omit<ClientCommand, 'client'>;

export function commandOf(
  { f, key, value, from, session, serial, floor }: ClientRequest,
  client: string,
): ClientCommand {
  const asked = { key, value, client, session, serial, floor };
  return f === 'cas' ? { f, from: from ?? null, ...asked } : { f, ...asked };
}
