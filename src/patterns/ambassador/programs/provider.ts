import { program, type Call, type DiskImage, type NodeContext, type Program } from '../../../kernel/program.ts';
import { ms, US_PER_MS, US_PER_S, type Us } from '../../../kernel/time.ts';
import { answer, REFUSED_STREAM, type Attempt, type Msg, type Pushback } from '../messages.ts';

type Node = NodeContext<Msg>;

/** What the host offers, and under which dials. */
type Config = { readonly api: 'payments' | 'rates' | 'seats' };

interface State {
  /** Keys that were seen, and the record of each. */
  keys: Record<string, KeyRecord>;
  /** How often each request was carried out, by its number: more than once is one payment too many. */
  effects: number[];
  duplicates: number;
  /** Attempts that hold a worker. */
  working: Job[];
  /** Attempts that a hung host has taken and does nothing about. */
  held: Job[];
  /** Attempts that were called off before they were begun. */
  cancelled: string[];
  /** The present window of the rate limit. */
  window: { fromUs: Us; count: number };
}

/** Whose key it is, and what it was answered: request · 1,000 + status. Status 0: reserved, and being worked on. */
type KeyRecord = number;
type Job = {
  readonly message: Attempt;
  readonly call: Call;
  /** 0: being worked on; else what will be answered, as soon as it is on disk. */
  status: number;
  /** What was written may not be on disk: write it again. */
  again: boolean;
};

/** Who is worked on under this id; null where that was called off. */
function jobOf({ working }: State, id: string): Job | null {
  for (const job of working) if (job.call.id === id) return job;
  return null;
}

function letGo({ working }: State, job: Job): void {
  const at = working.indexOf(job);
  if (at >= 0) working.splice(at, 1);
}

/** How long a lookup takes, a quarter more or less. */
const LOOKUP_MS = { rates: 30, seats: 50 } as const;
/** Cards that are declined: an answer, not a failure. */
const DECLINED_PCT = 3;
/** The window of the rate limit. */
const WINDOW_US: Us = US_PER_S;
/** How long everything takes in the mode "slow". */
const SLOW_US: Us = ms(900);
/** How long it takes to say no. */
const BRIEF_US: Us = ms(8);
/** Calls off more than this are forgotten, oldest first. */
const CANCELLED_KEPT = 500;

const recordOf = (request: number, status: number): KeyRecord => request * 1_000 + status;
const statusOf = (record: KeyRecord): number => record % 1_000;
const requestOf = (record: KeyRecord): number => Math.floor(record / 1_000);

/** A write that came without a key is on disk as well, under the id of its attempt. */
const KEYLESS = 'effect ';

const text = (node: Node): Config['api'] => (node.config as Config).api;
const dial = (node: Node, name: string): number => Number(node.settings[name]);

function serviceUs(node: Node): Us {
  const api = text(node);
  if (node.mode === 'slow') return SLOW_US;
  const meanUs = ms(api === 'payments' ? dial(node, 'payments.serviceMs') : LOOKUP_MS[api]);
  if (api === 'seats' && node.stream('tail').int(1_000) < dial(node, 'seats.tailPermille'))
    return ms(dial(node, 'seats.tailMs'));
  return node.stream('service').between(Math.floor((meanUs * 3) / 4), Math.floor((meanUs * 5) / 4));
}

function refuse(node: Node, job: Job, status: number, reason: string, pushbackMs?: Pushback): void {
  node.reply(job.call, answer(job.message.request, status, { reason, pushbackMs }));
}

/** A fixed window: everything counts, refused calls too. Answers how long until the next one; 0: within the limit. */
function overLimitUs(node: Node, state: State): Us {
  if (text(node) !== 'rates') return 0;
  const nowUs = node.monotonic();
  if (nowUs - state.window.fromUs >= WINDOW_US) state.window = { fromUs: nowUs - (nowUs % WINDOW_US), count: 0 };
  state.window.count += 1;
  return state.window.count > dial(node, 'rates.limit') ? state.window.fromUs + WINDOW_US - nowUs : 0;
}

/** `Retry-After` may be a number or a date. Whoever can only read numbers has been told nothing that helps. */
const comeBack = (rules: Rules, node: Node, waitUs: Us): Pushback =>
  rules.saysDates || node.settings['rates.retryAfter'] === 'date'
    ? `a date ${Math.ceil(waitUs / US_PER_S)} s ahead`
    : Math.ceil(waitUs / US_PER_MS);

/** Whether it answers at once, without any work; true: it has. */
function turnAway(rules: Rules, node: Node, state: State, job: Job): boolean {
  const { message, call } = job;
  if (state.cancelled.includes(call.id)) {
    state.cancelled = state.cancelled.filter((id) => id !== call.id);
    node.note('cancelled before it began', `nobody waits for this attempt of request ${message.request}`);
    node.release(call);
    return true;
  }
  const { sentUs, deadlineLeftMs } = message;
  if (
    deadlineLeftMs >= 0 &&
    node.settings['provider.skipExpired'] === true &&
    node.now() - sentUs > ms(deadlineLeftMs)
  ) {
    node.note('expired call skipped', `the deadline of request ${message.request} has passed`);
    refuse(node, job, 504, 'deadline exceeded');
    return true;
  }
  if (node.mode === 'draining') {
    refuse(node, job, 503, REFUSED_STREAM);
    return true;
  }
  const waitUs = overLimitUs(node, state);
  if (waitUs > 0) {
    node.note('rate limited', `request ${message.request} is over the limit`);
    refuse(node, job, 429, 'rate limited', comeBack(rules, node, waitUs));
    return true;
  }
  return false;
}

/** Idempotency keys as Stripe and the IETF draft have them. Answers whether there is work to do. */
function claim(node: Node, state: State, job: Job, reserves: boolean): boolean {
  const { idemKey, request } = job.message;
  const known = state.keys[idemKey];
  // An error on the same key with other parameters: it would be the answer to another question.
  if (known !== undefined && requestOf(known) !== request) {
    refuse(node, job, 422, 'this key was used for something else');
    return false;
  }
  if (known !== undefined && statusOf(known) > 0) {
    node.note('same key, same answer', `request ${request} was carried out before, and is not carried out twice`);
    node.reply(job.call, answer(request, statusOf(known), { reason: 'done before' }));
    return false;
  }
  if (known !== undefined) {
    node.note('key in progress', `request ${request} is being carried out under this key`);
    refuse(node, job, 409, 'in progress under this key');
    return false;
  }
  if (!reserves) return true;
  // Reserved before anything is done, and on disk: a second attempt must find it, whatever happens.
  const reserved = recordOf(request, 0);
  state.keys[idemKey] = reserved;
  node.disk.set(idemKey, reserved);
  state.working.push(job);
  node.disk.sync('reserved', job.call.id);
  return false;
}

function forget(node: Node, state: State, { idemKey }: Attempt): void {
  const known = state.keys[idemKey];
  if (known === undefined || statusOf(known) > 0) return;
  delete state.keys[idemKey];
  node.disk.delete(idemKey);
}

const work = (node: Node, job: Job): void => node.work('served', serviceUs(node), job.call.id);

/** The effect and its key are one record, so that no crash comes between them. */
function carryOut(node: Node, job: Job): void {
  const declined = text(node) === 'payments' && node.stream('declines').int(100) < DECLINED_PCT;
  job.status = declined ? 402 : 200;
  write(node, job);
}

function write(node: Node, { message, call: { id }, status }: Job): void {
  const { idemKey, request } = message;
  if (idemKey !== '') node.disk.set(idemKey, recordOf(request, status));
  else if (status === 200) node.disk.set(`${KEYLESS}${id}`, recordOf(request, status));
  node.disk.sync('written', id);
}

/** A full disk fails one sync for all: whoever else is writing cannot trust the next one, and writes again. */
function written(node: Node, state: State, job: Job, ok: boolean): void {
  if (ok && job.again) {
    job.again = false;
    return write(node, job);
  }
  letGo(state, job);
  if (ok) return done(node, state, job);
  for (const other of state.working) if (other.status > 0) other.again = true;
  forget(node, state, job.message);
  node.reply(job.call, answer(job.message.request, 503, { reason: 'cannot write', indefinite: true }));
}

function done(node: Node, state: State, { message, call, status }: Job): void {
  const { request, idemKey } = message;
  if (idemKey !== '') state.keys[idemKey] = recordOf(request, status);
  if (status === 200) {
    const times = count(state.effects, request);
    if (message.api === 'payments') paid(node, state, message, times);
    else node.note('seat chosen', `request ${request} has its seat${times > 1 ? ', as before' : ''}`, { request });
  }
  node.reply(call, answer(request, status, status === 200 ? undefined : { reason: 'card declined' }));
}

function paid(node: Node, state: State, { request, idemKey }: Attempt, times: number): void {
  node.note('effect', `the payment of request ${request} is carried out`, { request, idemKey });
  if (times === 1) return;
  state.duplicates += 1;
  node.metric('duplicates', state.duplicates);
  node.note('duplicate effect', `request ${request} is paid ${times} times`);
}

/** Once more. Answers how often by now. */
function count(effects: number[], request: number): number {
  while (effects.length <= request) effects.push(0);
  return (effects[request]! += 1);
}

function fromDisk(disk: DiskImage): State {
  const keys: State['keys'] = {};
  const effects: State['effects'] = [];
  let duplicates = 0;
  for (const name in disk) {
    const record = disk[name] as KeyRecord;
    // What was only reserved was not carried out: the record would say so.
    if (statusOf(record) === 0) continue;
    if (!name.startsWith(KEYLESS)) keys[name] = record;
    if (statusOf(record) === 200 && count(effects, requestOf(record)) > 1) duplicates += 1;
  }
  return {
    keys,
    effects,
    duplicates,
    working: [],
    held: [],
    cancelled: [],
    window: { fromUs: -US_PER_S, count: 0 },
  };
}

interface Rules {
  readonly reservesFirst: boolean;
  /** Whatever its dial says. */
  readonly saysDates: boolean;
}

/** A worker has it. */
function take(rules: Rules, node: Node, state: State, job: Job): void {
  const { mode } = node;
  if (mode === 'error' || (mode === 'flaky' && node.stream('flaky').int(100) < dial(node, 'provider.flakyPct'))) {
    state.working.push(job);
    return node.work('failed', BRIEF_US, job.call.id);
  }
  if (job.message.idemKey !== '' && !claim(node, state, job, rules.reservesFirst)) return;
  state.working.push(job);
  work(node, job);
}

/** One host of an external API: somebody else's, not to be changed, only to be lived with. */
export const providerWith = (rules: Rules): Program<State, Msg> =>
  program<State, Msg>({
    start: () => fromDisk({}),
    restart: (_node, disk) => fromDisk(disk),
    modes: ['ok', 'flaky', 'error', 'slow', 'hang', 'draining'],
    needsWorker: ['Attempt'],
    on: {
      Attempt(node, state, message, call) {
        const job: Job = { message, call, status: 0, again: false };
        if (turnAway(rules, node, state, job)) return;
        if (node.mode === 'hang') state.held.push(job);
        else take(rules, node, state, job);
      },
      Cancel(node, state, { attempt, request }) {
        const job = jobOf(state, attempt) ?? state.held.find((held) => held.call.id === attempt);
        // What is on its way to the disk cannot be called back.
        if (!job || job.status > 0) return remember(state, attempt);
        letGo(state, job);
        state.held = state.held.filter((held) => held !== job);
        forget(node, state, job.message);
        node.note('cancelled', `work on request ${request} stops`);
        node.release(job.call);
      },
    },
    overflow: (node, _state, message, call) =>
      node.reply(call, answer((message as Attempt).request, 503, { reason: 'overloaded' })),
    work: {
      served(node, state, id: string) {
        const job = jobOf(state, id);
        if (!job) return;
        if (job.message.method === 'POST') return carryOut(node, job);
        letGo(state, job);
        node.reply(job.call, answer(job.message.request, 200));
      },
      failed(node, state, id: string) {
        const job = jobOf(state, id);
        if (!job) return;
        letGo(state, job);
        refuse(node, job, 503, 'unavailable');
      },
    },
    disk: {
      reserved(node, state, { ok }, id: string) {
        const job = jobOf(state, id);
        if (!job) return;
        if (ok) return work(node, job);
        letGo(state, job);
        forget(node, state, job.message);
        refuse(node, job, 503, 'cannot reserve the key');
      },
      written: (node, state, { ok }, id: string) => written(node, state, jobOf(state, id)!, ok),
    },
    modeChanged(node, state, mode) {
      if (mode === 'hang') return;
      // It wakes up and works through what it was holding, whether or not anybody still waits.
      for (const job of state.held.splice(0)) take(rules, node, state, job);
    },
  });

function remember(state: State, attempt: string): void {
  state.cancelled.push(attempt);
  if (state.cancelled.length > CANCELLED_KEPT) state.cancelled.shift();
}

export const TRUE_RULES: Rules = { reservesFirst: true, saysDates: false };

export const provider = providerWith(TRUE_RULES);
