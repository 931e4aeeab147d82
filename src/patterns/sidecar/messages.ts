import type { Message } from '../../kernel/trace.ts';
import type { MessageMeta } from '../../pattern-kit/pattern.ts';

/** The log of one order: so many lines, 1 kB each, that are never separated. */
export type Entry = { readonly order: number; readonly lines: number; readonly atUs: number };

/** Logs that travel together, in their order: whose they are, how large they are, and since when the first one waits. */
export type Batch = { readonly orders: readonly number[]; readonly kb: number; readonly atUs: number };

export type Checkout = { readonly type: 'Checkout'; readonly order: number };
/** `reason`: why not; empty: it is placed. */
export type CheckoutResult = { readonly type: 'CheckoutResult'; readonly order: number; readonly reason: string };
export type Pay = { readonly type: 'Pay'; readonly order: number };
/** `reason`: why not; empty: it is paid. */
export type PayResult = { readonly type: 'PayResult'; readonly order: number; readonly reason: string };
/** The first call of an application that starts: without an answer it cannot work. */
export type WarmUp = { readonly type: 'WarmUp' };
export type Warm = { readonly type: 'Warm'; readonly ok: boolean };

/** write(2) on the log file: nobody waits for it. */
export type Append = { readonly type: 'Append' } & Entry;
/** The mount tells a volume that came back: offsets of an earlier one may mean nothing. */
export type Read = { readonly type: 'Read'; readonly from: number; readonly mountUs: number };
/** `next`: where to read on. */
export type Lines = { readonly type: 'Lines'; readonly next: number } & Batch;
/** Answers a reader that knows another mount, or none; `start` and `end`: offsets that there are. */
export type Mounted = {
  readonly type: 'Mounted';
  readonly mountUs: number;
  readonly mountedAt: number;
  readonly start: number;
  readonly end: number;
};

/** The same id on every attempt: a collector stores it once. */
export type Chunk = { readonly type: 'Chunk'; readonly id: string; readonly attempt: number } & Batch;
/** What Fluent Bit's outputs return: OK, Retry or Error. */
export type ChunkResult = { readonly type: 'ChunkResult'; readonly result: 'OK' | 'Retry' | 'Error' };

export type ConfigType = 'endpoints' | 'logging';
/** Endpoints: names of hosts. Logging: one word, the level. */
export type Resources = readonly string[];
export type DiscoveryRequest = {
  readonly type: 'DiscoveryRequest';
  readonly names: ConfigType;
  /** The version in use: last accepted, never the one that is refused here. */
  readonly version: string;
  /** The response that this answers; empty on a new stream. */
  readonly nonce: string;
  /** Only this makes it a NACK. */
  readonly error: string;
};
export type DiscoveryResponse = {
  readonly type: 'DiscoveryResponse';
  readonly names: ConfigType;
  readonly version: string;
  readonly nonce: string;
  readonly resources: Resources;
};
/** How an application without a proxy asks for its configuration. */
export type GetConfig = { readonly type: 'GetConfig' };
export type Config = { readonly type: 'Config'; readonly endpoints: Resources; readonly logging: Resources };
export type SetLevel = { readonly type: 'SetLevel'; readonly level: string };
export type Register = { readonly type: 'Register' };
export type Endpoints = { readonly type: 'Endpoints'; readonly hosts: Resources };

/** `fresh`: a new pod, with nothing on its volumes. */
export type Start = { readonly type: 'Start'; readonly fresh: boolean };
export type Started = { readonly type: 'Started' };
export type Sigterm = { readonly type: 'Sigterm'; readonly reason: string };
export type Sigkill = { readonly type: 'Sigkill'; readonly reason: string };
export type Exited = { readonly type: 'Exited'; readonly code: number; readonly reason: string };
/** Liveness: should it be killed and restarted? Readiness: should it get traffic? */
export type ProbeKind = 'liveness' | 'readiness';
export type Probe = { readonly type: 'Probe'; readonly probe: ProbeKind };
export type ProbeResult = { readonly type: 'ProbeResult'; readonly probe: ProbeKind; readonly ok: boolean };
/** To those who send orders: whether all containers of the pod are ready. */
export type PodReady = { readonly type: 'PodReady'; readonly ready: boolean };
/** What the node gives this container from now on; answered with what it uses. */
export type Stats = { readonly type: 'Stats'; readonly cpuMilli: number };
export type Usage = {
  readonly type: 'Usage';
  readonly phase: string;
  readonly demandMilli: number;
  readonly memoryKb: number;
};
export type Wipe = { readonly type: 'Wipe' };

export type Msg =
  | Checkout
  | CheckoutResult
  | Pay
  | PayResult
  | WarmUp
  | Warm
  | Append
  | Read
  | Lines
  | Mounted
  | Chunk
  | ChunkResult
  | DiscoveryRequest
  | DiscoveryResponse
  | GetConfig
  | Config
  | SetLevel
  | Register
  | Endpoints
  | Start
  | Started
  | Sigterm
  | Sigkill
  | Exited
  | Probe
  | ProbeResult
  | PodReady
  | Stats
  | Usage
  | Wipe;

/** Label, glyph, colour, and the sentence for one message; names come as labels. */
type Words<M extends Msg> = readonly [
  label: string,
  glyph: MessageMeta['glyph'],
  colour: MessageMeta['colour'],
  say: (message: M, from: string, to: string) => string,
];

const because = (reason: string): string => (reason ? `: ${reason}` : '');
const logs = ({ orders }: Batch): string =>
  orders.length === 0
    ? 'nothing'
    : orders.length === 1
      ? `the log of order ${orders[0]}`
      : `the logs of ${orders.length} orders, ${orders[0]} to ${orders.at(-1)}`;
const RESULTS: Readonly<Record<ChunkResult['result'], string>> = {
  OK: 'has stored it',
  Retry: 'cannot take it now, try again',
  Error: 'will never take it',
};

const IS: Readonly<Record<ProbeKind, string>> = { liveness: 'alive', readiness: 'ready' };

const WORDS: { readonly [T in Msg['type']]: Words<Extract<Msg, { type: T }>> } = {
  Checkout: ['Checkout', 'dot', 'message', (m, from, to) => `${from} send order ${m.order} to ${to}.`],
  CheckoutResult: [
    'Checkout result',
    'ring',
    'message',
    (m, from) => `${from} answers: order ${m.order} is ${m.reason ? 'refused' : 'placed'}${because(m.reason)}.`,
  ],
  Pay: ['Pay', 'dot', 'message', (m, from, to) => `${from} asks ${to} to take the payment of order ${m.order}.`],
  PayResult: [
    'Pay result',
    'ring',
    'message',
    (m, from) => `${from} answers: order ${m.order} is ${m.reason ? 'not paid' : 'paid'}${because(m.reason)}.`,
  ],
  WarmUp: ['Warm up', 'dot', 'accent', (_, from, to) => `${from} makes its first call, to ${to}.`],
  Warm: [
    'Warm',
    'ring',
    'accent',
    (m, from) => `${from} ${m.ok ? 'answers the first call' : 'refuses the first call'}.`,
  ],
  Append: ['Append', 'diamond', 'event', (m, from) => `${from} writes the log of order ${m.order}, ${m.lines} lines.`],
  Read: ['Read', 'pulse', 'quiet', (m, from) => `${from} reads the log from offset ${Math.max(0, m.from)}.`],
  Lines: ['Lines', 'ring', 'event', (m, from) => `${from} hands over ${logs(m)}.`],
  Mounted: ['Mounted', 'ring', 'quiet', (m, from) => `${from} holds offsets ${m.start} to ${m.end} on this mount.`],
  Chunk: [
    'Chunk',
    'diamond',
    'event',
    (m, from, to) => `${from} sends ${logs(m)} to ${to}${m.attempt > 0 ? `, retry ${m.attempt}` : ''}.`,
  ],
  ChunkResult: ['Chunk result', 'ring', 'event', (m, from) => `${from} answers ${m.result}: it ${RESULTS[m.result]}.`],
  DiscoveryRequest: [
    'Discovery request',
    'triangle',
    'accent',
    (m, from) =>
      m.error
        ? `${from} refuses the new ${m.names} (NACK) and keeps ${m.version || 'none'}${because(m.error)}.`
        : m.nonce
          ? `${from} accepts ${m.names} ${m.version} (ACK).`
          : `${from} opens a stream for ${m.names}, has ${m.version || 'none'}.`,
  ],
  DiscoveryResponse: [
    'Discovery response',
    'triangle',
    'accent',
    (m, from, to) => `${from} sends ${m.names} ${m.version}, nonce ${m.nonce}, to ${to}: ${m.resources.join(', ')}.`,
  ],
  GetConfig: ['Get config', 'pulse', 'accent', (_, from) => `${from} asks for its configuration.`],
  Config: [
    'Config',
    'ring',
    'accent',
    (m, from) => `${from} answers: hosts ${m.endpoints.join(', ')}, level ${m.logging.join()}.`,
  ],
  SetLevel: ['Set level', 'pulse', 'accent', (m, from, to) => `${from} tells ${to} to log at level ${m.level}.`],
  Register: ['Register', 'pulse', 'quiet', (_, from) => `${from} tells the registry that it is there.`],
  Endpoints: [
    'Endpoints',
    'pulse',
    'quiet',
    (m, from) => `${from} knows these hosts: ${m.hosts.join(', ') || 'none'}.`,
  ],
  Start: ['Start', 'triangle', 'ok', (_, from, to) => `${from} starts ${to}.`],
  Started: ['Started', 'ring', 'ok', (_, from) => `${from} is started: its startup probe passes.`],
  Sigterm: ['SIGTERM', 'triangle', 'warn', (m, from, to) => `${from} asks ${to} to stop${because(m.reason)}.`],
  Sigkill: ['SIGKILL', 'triangle', 'bad', (m, from, to) => `${from} kills ${to}${because(m.reason)}.`],
  Exited: ['Exited', 'ring', 'warn', (m, from) => `${from} has exited with code ${m.code}${because(m.reason)}.`],
  Probe: ['Probe', 'pulse', 'quiet', (m, from, to) => `${from} asks ${to} whether it is ${IS[m.probe]}.`],
  ProbeResult: [
    'Probe result',
    'pulse',
    'quiet',
    (m, from) => `${from} says that it is ${m.ok ? '' : 'not '}${IS[m.probe]}.`,
  ],
  PodReady: [
    'Pod ready',
    'pulse',
    'accent',
    (m, from, to) => `${to} learn from ${from} that its pod is ${m.ready ? 'ready' : 'not ready'}.`,
  ],
  Stats: [
    'Stats',
    'pulse',
    'quiet',
    (m, from, to) => `${from} gives ${to} ${m.cpuMilli}m of CPU and asks what it uses.`,
  ],
  Usage: [
    'Usage',
    'pulse',
    'quiet',
    (m, from) => `${from} wants ${m.demandMilli}m of CPU and holds ${Math.round(m.memoryKb / 1000)} MB.`,
  ],
  Wipe: ['Delete volume', 'triangle', 'bad', (_, from) => `${from} deletes the volume: the pod is gone.`],
};

export const messages: Readonly<Record<string, MessageMeta>> = Object.fromEntries(
  Object.entries(WORDS).map(([type, [label, glyph, colour, say]]) => {
    const sentence = say as (message: Message, from: string, to: string) => string;
    return [
      type,
      {
        label,
        glyph,
        colour,
        narrate: ({ message, from, to }, names) => sentence(message, names(from), names(to)),
      } satisfies MessageMeta,
    ];
  }),
);
