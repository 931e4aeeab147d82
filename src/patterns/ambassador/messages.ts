import type { Message } from '../../kernel/trace.ts';
import type { MessageMeta } from '../../pattern-kit/pattern.ts';

/** What the applications need from outside: pay (a POST), look up a rate or a seat map (GETs), choose a seat (a POST). */
export type Api = 'payments' | 'rates' | 'seats';
export type Method = 'GET' | 'POST';

/** What a caller may tell the ambassador about one request. What it does not say is left to the ambassador. */
type CallerContext = {
  readonly deadlineMs?: number | undefined;
  /** No retries for this one. */
  readonly optOut?: boolean | undefined;
  /** The ambassador makes fewer where its own policy says so, never more. */
  readonly maxRetries?: number | undefined;
  /** A promise about a write: to carry it out twice is the same as once. Nobody but the caller can know. */
  readonly idempotent?: boolean | undefined;
};

export type UserRequest = {
  readonly type: 'UserRequest';
  readonly request: number;
  readonly api: Api;
  readonly method: Method;
};

/** From the application to its ambassador: one plain call to localhost. */
export type AppRequest = CallerContext & {
  readonly type: 'AppRequest';
  /** The id of the whole request, end to end; a key is made of it. */
  readonly request: number;
  readonly api: Api;
  readonly method: Method;
};

/** One try of a request, at one host. */
export type Attempt = {
  readonly type: 'Attempt';
  readonly request: number;
  /** Id of the call that all attempts of one request belong to: what tracing calls the parent span. */
  readonly span: string;
  readonly api: Api;
  readonly method: Method;
  /** 1 for the first. */
  readonly n: number;
  /** What gRPC sends as `grpc-previous-rpc-attempts`. */
  readonly previousAttempts: number;
  /** The same for all attempts of a request; empty: no key. */
  readonly idemKey: string;
  /** Time until the caller stops waiting, reckoned from `sentUs`; −1: not said. */
  readonly deadlineLeftMs: number;
  readonly sentUs: number;
  readonly hedge: boolean;
};

/** In ms; negative: do not retry. Text where a server wrote something else, as a date: it is a header, after all. */
export type Pushback = number | string;

/** The rest of an answer, whatever its status. */
type Answer = {
  readonly request: number;
  readonly status: number;
  readonly reason?: string | undefined;
  /** Retry-After, or gRPC's pushback; absent: nothing said. */
  readonly pushbackMs?: Pushback | undefined;
  /** Some attempt got no definite answer: what was asked for may have been done all the same. */
  readonly indefinite?: true | undefined;
};
export type Response = Answer & { readonly type: 'Response' };
export type ErrorResponse = Answer & { readonly type: 'ErrorResponse' };
export type AnyResponse = Response | ErrorResponse;

/** Nobody waits for this attempt any more. */
export type Cancel = { readonly type: 'Cancel'; readonly request: number; readonly attempt: string };

export type LogEntry = {
  readonly request: number;
  readonly api: Api;
  readonly n: number;
  readonly host: string;
  readonly status: number;
  readonly tookMs: number;
  /** The request is over with it. */
  last: boolean;
};
/** What the ambassador has seen since the last one: the same form for every application. */
export type AttemptLog = { readonly type: 'AttemptLog'; readonly entries: readonly LogEntry[] };

export type Msg = UserRequest | AppRequest | Attempt | Response | ErrorResponse | Cancel | AttemptLog;

/** An answer under its right name: one look at the picture tells errors from the rest. */
export function answer(
  request: number,
  status: number,
  more?: Pick<Answer, 'reason' | 'pushbackMs' | 'indefinite'>,
): AnyResponse {
  const type = status < 400 ? 'Response' : 'ErrorResponse';
  const said: { -readonly [Key in keyof AnyResponse]: AnyResponse[Key] } = { type, request, status };
  if (more === undefined) return said;
  // A key that says nothing would cost the message a copy on its way.
  if (more.reason !== undefined) said.reason = more.reason;
  if (more.pushbackMs !== undefined) said.pushbackMs = more.pushbackMs;
  if (more.indefinite !== undefined) said.indefinite = more.indefinite;
  return said;
}

/** What a host says that has not looked at the request: gRPC's REFUSED_STREAM. */
export const REFUSED_STREAM = 'refused stream';

const WHAT: Readonly<Record<Api, string>> = { payments: 'payment', rates: 'rate', seats: 'seat map' };

/** What is asked for. */
export const whatOf = (api: Api, method: Method): string => (api === 'seats' && method === 'POST' ? 'seat' : WHAT[api]);

type Words<M extends Msg> = readonly [
  label: string,
  glyph: MessageMeta['glyph'],
  colour: MessageMeta['colour'],
  say: (message: M, from: string, to: string) => string,
];

const ordinal = (n: number): string => (n === 1 ? 'first' : n === 2 ? 'second' : n === 3 ? 'third' : `${n}th`);
function told({ pushbackMs }: AnyResponse): string {
  if (pushbackMs === undefined) return '';
  if (typeof pushbackMs === 'string') return `, and asks to wait until ${pushbackMs}`;
  return pushbackMs < 0 ? ', and says not to retry' : `, and asks to wait ${pushbackMs} ms`;
}
function wanted({ optOut, maxRetries = -1, idempotent }: AppRequest): string {
  const marked = idempotent === true ? ', marked as idempotent' : '';
  if (optOut === true) return `${marked}, no retries wanted`;
  return maxRetries < 0 ? marked : `${marked}, at most ${maxRetries === 1 ? '1 retry' : `${maxRetries} retries`}`;
}
const answers = (m: AnyResponse, from: string): string =>
  `${from} answers ${m.status} to request ${m.request}${m.reason ? `: ${m.reason}` : ''}${told(m)}.`;

const WORDS: { readonly [T in Msg['type']]: Words<Extract<Msg, { type: T }>> } = {
  UserRequest: [
    'Request',
    'dot',
    'message',
    (m, from, to) => `${from} ask ${to} for a ${whatOf(m.api, m.method)}, request ${m.request}.`,
  ],
  AppRequest: [
    'Local call',
    'dot',
    'accent',
    (m, from, to) => `${from} calls ${to} on localhost: ${m.method} ${m.api}, request ${m.request}${wanted(m)}.`,
  ],
  Attempt: [
    'Attempt',
    'dot',
    'message',
    (m, from, to) =>
      `${from} sends request ${m.request} to ${to}, ${m.hedge ? `hedge ${m.n}` : `${ordinal(m.n)} attempt`}${m.idemKey === '' && m.method === 'POST' ? ', without a key' : ''}.`,
  ],
  Response: ['Response', 'ring', 'ok', answers],
  ErrorResponse: ['Error response', 'ring', 'bad', answers],
  Cancel: [
    'Cancel',
    'triangle',
    'event',
    (m, from, to) => `${from} tells ${to} to stop working on request ${m.request}.`,
  ],
  AttemptLog: [
    'Attempt log',
    'diamond',
    'quiet',
    (m, from, to) => `${from} reports ${m.entries.length} ${m.entries.length === 1 ? 'attempt' : 'attempts'} to ${to}.`,
  ],
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
