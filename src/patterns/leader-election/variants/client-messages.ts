import type { ReplicaId, Value } from './messages.ts';

/** What a client wants. `serial` numbers its operations; `floor` is the lowest one it still waits for. */
export type ClientCommand = {
  readonly f: 'read' | 'write' | 'cas';
  readonly key: string;
  readonly value: Value;
  /** For `cas`: what the key must hold. */
  readonly from: Value;
  readonly client: string;
  readonly serial: number;
  readonly floor: number;
};
export type ClientRequest = { readonly type: 'ClientRequest'; readonly command: ClientCommand };
export type ClientReply = { readonly type: 'ClientReply'; readonly value: number | boolean | null };
/** Definite: nothing was done, nothing will be. `hint`: who may be the leader; empty where unknown. */
export type NotLeader = { readonly type: 'NotLeader'; readonly hint: ReplicaId };
export type ClientMsg = ClientRequest | ClientReply | NotLeader;
