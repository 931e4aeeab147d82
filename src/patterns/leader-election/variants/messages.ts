import { wordsOf, type AllWords } from '../message-words.ts';

/** Ids of replicas are `n1` … `n7`; the number ranks them where an algorithm lets the larger id win. */
export type ReplicaId = string;
export type Value = number | null;
/** Serials of each client that have been written, so that a write that is asked for again is not made twice. */
export type Sessions = {
  readonly [client: string]: { readonly floor: number; readonly done: { readonly [serial: string]: true } };
};

// Lease: the record as the lock service keeps it, and compare-and-swap on its version.
export type LeaseRecord = {
  /** Identity of the holder's process; empty: released. */
  readonly holder: string;
  readonly durationUs: number;
  /** Wall clock of the holder. Others only see that the record changes; they never compare it with their own clock. */
  readonly renewedUs: number;
  readonly acquiredUs: number;
  readonly transitions: number;
};
export type LeaseGet = { readonly type: 'LeaseGet' };
export type LeaseState = { readonly type: 'LeaseState'; readonly record: LeaseRecord | null; readonly version: number };
/** `version` is that of the record it replaces; 0 creates the record. */
export type LeaseCas = { readonly type: 'LeaseCas'; readonly record: LeaseRecord; readonly version: number };
export type LeaseResult = { readonly type: 'LeaseResult'; readonly ok: boolean; readonly version: number };

// Storage that all replicas share; the leader alone is meant to write to it.
export type StorageLoad = { readonly type: 'StorageLoad'; readonly token: number };
export type StorageImage = {
  readonly type: 'StorageImage';
  readonly values: { readonly [key: string]: Value };
  readonly sessions: Sessions;
};
/** The write of a client, as the leader has decided it; `floor`: lower serials of that client are done with. */
export type StorageWrite = {
  readonly type: 'StorageWrite';
  readonly key: string;
  readonly value: Value;
  readonly client: string;
  readonly serial: number;
  readonly floor: number;
  readonly token: number;
};
export type StorageWritten = { readonly type: 'StorageWritten'; readonly ok: boolean };
export type StaleToken = { readonly type: 'StaleToken'; readonly highest: number };

/** A leader says that it is there. `reign`: number of its election where the algorithm counts them, else 0. */
export type Alive = { readonly type: 'Alive'; readonly reign: number };

// Bully.
export type Election = { readonly type: 'Election' };
export type Ok = { readonly type: 'Ok' };
export type Coordinator = { readonly type: 'Coordinator' };

// Ring. `hops` counts how often the message was passed on.
export type RingElection = { readonly type: 'RingElection'; readonly id: ReplicaId; readonly hops: number };
export type Elected = { readonly type: 'Elected'; readonly id: ReplicaId; readonly hops: number };
export type RingAck = { readonly type: 'RingAck' };

// Paxos. Each reign is one decree: the value that gets chosen is who leads it.
export type Prepare = { readonly type: 'Prepare'; readonly reign: number; readonly ballot: number };
export type PromiseOf = {
  readonly type: 'Promise';
  readonly reign: number;
  readonly ballot: number;
  /** What this acceptor has accepted so far; ballot 0: nothing. */
  readonly acceptedBallot: number;
  readonly acceptedValue: ReplicaId;
};
export type Accept = {
  readonly type: 'Accept';
  readonly reign: number;
  readonly ballot: number;
  readonly value: ReplicaId;
};
export type Accepted = { readonly type: 'Accepted'; readonly reign: number; readonly ballot: number };
export type Nack = { readonly type: 'Nack'; readonly reign: number; readonly promised: number };
export type Chosen = { readonly type: 'Chosen'; readonly reign: number; readonly value: ReplicaId };

export type VariantMsg =
  | LeaseGet
  | LeaseState
  | LeaseCas
  | LeaseResult
  | StorageLoad
  | StorageImage
  | StorageWrite
  | StorageWritten
  | StaleToken
  | Alive
  | Election
  | Ok
  | Coordinator
  | RingElection
  | Elected
  | RingAck
  | Prepare
  | PromiseOf
  | Accept
  | Accepted
  | Nack
  | Chosen;

const WORDS: AllWords<VariantMsg> = {
  LeaseGet: ['Get lease', 'dot', 'quiet', (_, from, to) => `${from} asks ${to} for the lease record.`],
  LeaseState: [
    'Lease record',
    'ring',
    'quiet',
    (m, from, _to, names) =>
      m.record === null
        ? `${from} has no lease record yet.`
        : `${from} shows the record: ${m.record.holder === '' ? 'nobody' : names(m.record.holder.split('_')[0]!)} holds it, version ${m.version}.`,
  ],
  LeaseCas: [
    'Swap lease',
    'triangle',
    'event',
    (m, from) =>
      m.record.holder
        ? `${from} wants the lease as number ${m.record.transitions}, if version ${m.version} still stands.`
        : `${from} gives the lease back.`,
  ],
  LeaseResult: [
    'Swap result',
    'ring',
    'event',
    (m, from) =>
      m.ok ? `${from} has written the record, version ${m.version}.` : `${from} refuses: the record has changed.`,
  ],
  StorageLoad: ['Load', 'dot', 'message', (m, from) => `${from} loads all values, with fencing token ${m.token}.`],
  StorageImage: ['Values', 'ring', 'message', (_, from, to) => `${from} hands its values to ${to}.`],
  StorageWrite: [
    'Write to storage',
    'triangle',
    'message',
    (m, from) => `${from} writes ${m.key} = ${m.value}, with fencing token ${m.token}.`,
  ],
  StorageWritten: [
    'Written',
    'ring',
    'message',
    (m, from) => (m.ok ? `${from} has the write on disk.` : `${from} could not write.`),
  ],
  StaleToken: [
    'Stale token',
    'ring',
    'bad',
    (m, from, to) => `${from} refuses ${to}: it has seen the newer fencing token ${m.highest}.`,
  ],
  Alive: ['Alive', 'pulse', 'quiet', (_, from, to) => `${from} tells ${to} that it leads.`],
  Election: ['Election', 'triangle', 'event', (_, from, to) => `${from} asks ${to}, who ranks higher, to take over.`],
  Ok: ['OK', 'ring', 'event', (_, from, to) => `${from} ranks higher and takes over from ${to}.`],
  Coordinator: ['Coordinator', 'diamond', 'accent', (_, from, to) => `${from} declares to ${to} that it leads.`],
  RingElection: [
    'Election',
    'triangle',
    'event',
    (m, from, to, names) => `${from} passes the candidate ${names(m.id)} on to ${to}.`,
  ],
  Elected: ['Elected', 'diamond', 'accent', (m, from, to, names) => `${from} tells ${to} that ${names(m.id)} leads.`],
  RingAck: ['Got it', 'ring', 'quiet', (_, from) => `${from} has taken the message.`],
  Prepare: ['Prepare', 'triangle', 'event', (m, from) => `${from} prepares ballot ${m.ballot} of reign ${m.reign}.`],
  Promise: [
    'Promise',
    'ring',
    'event',
    (m, from, _to, names) =>
      `${from} promises ballot ${m.ballot}${m.acceptedBallot > 0 ? `; it has accepted ${names(m.acceptedValue)} in ballot ${m.acceptedBallot}` : ''}.`,
  ],
  Accept: [
    'Accept',
    'triangle',
    'accent',
    (m, from, _to, names) => `${from} asks to accept ${names(m.value)} in ballot ${m.ballot}.`,
  ],
  Accepted: ['Accepted', 'ring', 'accent', (m, from) => `${from} has accepted ballot ${m.ballot}.`],
  Nack: ['Nack', 'ring', 'warn', (m, from) => `${from} refuses: it has promised ballot ${m.promised}.`],
  Chosen: [
    'Chosen',
    'diamond',
    'accent',
    (m, from, _to, names) => `${from} tells that ${names(m.value)} is chosen for reign ${m.reign}.`,
  ],
};

export const variantMessages = wordsOf(WORDS);
