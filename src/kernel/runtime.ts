import type { Json } from './json.ts';
import type { Command, HandlerOutcome, Invocation, NodeIdentity, RuntimeSnapshot } from './invocation.ts';
import { handlersOf, required, type Handlers } from './handlers.ts';
import { LIMITS } from './limits.ts';
import { clonePlain, ingest, ingestMessage } from './plain.ts';
import type { Call, NodeContext, Program, Random, Settings } from './program.ts';
import { Stream, streamKey } from './random.ts';
import type { Us } from './time.ts';
import type { Message, Outcome } from './trace.ts';

const NOTHING: readonly Command[] = [];

/**
 * Runs one node's program: state in, commands out. The same code inline, in a Worker and in a
 * Node thread. Knows neither true time nor other nodes.
 */
export class NodeRuntime implements NodeContext {
  readonly id: string;
  readonly config: Json;
  readonly peers: readonly string[];
  settings: Settings;
  mode: string;
  readonly random: Random;
  readonly disk: NodeContext['disk'];

  state: unknown = null;
  up = false;

  private readonly program: Handlers;
  private readonly seed: number;
  private readonly own: Stream;
  private readonly named = new Map<string, Stream>();
  /** The named streams: counted after every call. */
  private readonly drawn: Stream[] = [];
  /** What `run` answers: one object for all calls, good until the next. */
  private readonly outcome: { -readonly [Key in keyof HandlerOutcome]: HandlerOutcome[Key] } = {
    commands: NOTHING,
    draws: 0,
    error: undefined,
  };
  /** What the running handler asked for so far. */
  private commands: Command[] | null = null;
  private sent = 0;
  /** Of the ids of what it sends. */
  private readonly prefix: string;
  private operations = 0;
  private wallUs: Us = 0;
  private steadyUs: Us = 0;

  constructor(identity: NodeIdentity, program: Program, settings: Settings) {
    this.id = identity.id;
    this.prefix = `${identity.id}#`;
    this.config = identity.config;
    this.peers = identity.peers;
    this.seed = identity.seed;
    this.program = handlersOf(program);
    this.settings = settings;
    this.mode = program.modes?.[0] ?? '';
    this.own = new Stream(streamKey(identity.seed, `node ${identity.id}`));
    this.random = this.own;
    this.disk = {
      set: (key, value) => void this.emit({ kind: 'diskSet', key, value: ingest(value, `disk ${key}`) }),
      append: (key, item) => void this.emit({ kind: 'diskAppend', key, value: ingest(item, `disk ${key}`) }),
      truncate: (key, length) => void this.emit({ kind: 'diskTruncate', key, length }),
      delete: (key) => void this.emit({ kind: 'diskDelete', key }),
      sync: (tag, data) =>
        void this.emit({ kind: 'diskSync', tag, data: data === undefined ? undefined : ingest(data, 'sync data') }),
    };
  }

  /** Calls the handler. Never throws: what a handler throws is its node's crash. The answer is good until the next call. */
  run(invocation: Invocation): HandlerOutcome {
    this.commands = null;
    this.wallUs = invocation.nowUs;
    this.steadyUs = invocation.monotonicUs;
    let error: string | undefined;
    try {
      this.dispatch(invocation);
    } catch (thrown) {
      this.commands = null;
      this.crash();
      error = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
    }
    const { outcome, drawn } = this;
    outcome.commands = this.commands ?? NOTHING;
    outcome.error = error;
    outcome.draws = this.own.counter;
    for (let i = 0; i < drawn.length; i++) outcome.draws += drawn[i]!.counter;
    return outcome;
  }

  /** The process is gone: state with it. What it has sent and drawn stays counted. */
  crash(): void {
    this.up = false;
    this.state = null;
  }

  snapshot(): RuntimeSnapshot {
    const streams: Record<string, number> = { '': this.own.counter };
    for (const [name, stream] of this.named) streams[name] = stream.counter;
    return {
      state: clonePlain(this.state),
      up: this.up,
      mode: this.mode,
      settings: this.settings,
      streams,
      sent: this.sent,
      operations: this.operations,
    };
  }

  restore(snapshot: RuntimeSnapshot): void {
    this.state = clonePlain(snapshot.state);
    this.up = snapshot.up;
    this.mode = snapshot.mode;
    this.settings = snapshot.settings;
    for (const stream of this.named.values()) stream.counter = 0;
    for (const name in snapshot.streams) this.streamOf(name).counter = snapshot.streams[name]!;
    this.sent = snapshot.sent;
    this.operations = snapshot.operations;
  }

  private dispatch(invocation: Invocation): void {
    const { program } = this;
    const { tag, data } = invocation;
    switch (invocation.kind) {
      case 'start':
      case 'restart':
        this.up = true;
        this.mode = tag;
        if (invocation.settings !== undefined) this.settings = invocation.settings;
        this.state =
          invocation.kind === 'restart' && program.whole.restart
            ? program.whole.restart(this, clonePlain(invocation.disk ?? {}))
            : program.whole.start(this);
        refuseAsync(this.state, 'start');
        return;
      case 'message': {
        const message = invocation.message!;
        const handler = program.on[message.type];
        if (!handler) throw new Error(`no handler for the message ${message.type}`);
        return refuseAsync(handler(this, this.state, message, invocation.call!), message.type);
      }
      case 'overflow':
        return refuseAsync(program.whole.overflow!(this, this.state, invocation.message, invocation.call!), 'overflow');
      case 'reply': {
        const handler = required(program.replies[tag], 'replies', tag);
        return refuseAsync(handler(this, this.state, invocation.message, data), tag);
      }
      case 'timer':
        return refuseAsync(required(program.timers[tag], 'timers', tag)(this, this.state, data), tag);
      case 'work':
        return refuseAsync(required(program.work[tag], 'work', tag)(this, this.state, data), tag);
      case 'disk':
        return refuseAsync(
          required(program.disk[tag], 'disk', tag)(this, this.state, { ok: invocation.ok }, data),
          tag,
        );
      case 'command':
        return refuseAsync(required(program.commands[tag], 'commands', tag)(this, this.state, data), tag);
      case 'mode':
        this.mode = tag;
        return refuseAsync(program.whole.modeChanged?.(this, this.state, tag), 'modeChanged');
      case 'settings':
        this.settings = invocation.settings!;
        return refuseAsync(program.whole.settingsChanged?.(this, this.state), 'settingsChanged');
      case 'reset':
        return refuseAsync(program.whole.reset?.(this, this.state, tag), 'reset');
    }
  }

  private emit(command: Command): void {
    // A literal has room for just what is in it, and most handlers ask for no more than two things.
    if (this.commands === null) {
      this.commands = [command];
      return;
    }
    if (this.commands.length === 1) {
      this.commands = [this.commands[0]!, command];
      return;
    }
    if (this.commands.length >= LIMITS.effectsPerHandler) {
      throw new Error(
        `one handler asked for more than ${LIMITS.effectsPerHandler} effects: is there a loop that never ends?`,
      );
    }
    this.commands.push(command);
  }

  private streamOf(name: string): Stream {
    if (name === '') return this.own;
    let stream = this.named.get(name);
    if (!stream) {
      stream = new Stream(streamKey(this.seed, `node ${this.id} ${name}`));
      this.named.set(name, stream);
      this.drawn.push(stream);
    }
    return stream;
  }

  private checkPeer(to: string): void {
    if (!this.peers.includes(to)) throw new Error(`no link joins ${this.id} and ${to}`);
  }

  // What programs see.

  now(): Us {
    return this.wallUs;
  }

  monotonic(): Us {
    return this.steadyUs;
  }

  stream(name: string): Random {
    return this.streamOf(name);
  }

  send(to: string, message: Message): string {
    this.checkPeer(to);
    const id = this.prefix + ++this.sent;
    this.emit({
      kind: 'send',
      id,
      count: this.sent,
      to,
      message: ingestMessage(message, message.type),
      answers: undefined,
      request: undefined,
    });
    return id;
  }

  reply(call: Call, message: Message): void {
    const id = this.prefix + ++this.sent;
    this.emit({
      kind: 'send',
      id,
      count: this.sent,
      to: call.from,
      message: ingestMessage(message, message.type),
      answers: call,
      request: undefined,
    });
  }

  request(
    to: string,
    message: Message,
    options: { readonly timeoutUs: Us; readonly tag: string; readonly data?: Json },
  ): string {
    this.checkPeer(to);
    const id = this.prefix + ++this.sent;
    const data = options.data === undefined ? undefined : ingest(options.data, 'request data');
    this.emit({
      kind: 'send',
      id,
      count: this.sent,
      to,
      message: ingestMessage(message, message.type),
      answers: undefined,
      request: { timeoutUs: span(options.timeoutUs, 'timeoutUs'), tag: options.tag, data },
    });
    return id;
  }

  cancel(requestId: string): void {
    this.emit({ kind: 'cancel', id: requestId });
  }

  release(call: Call): void {
    this.emit({ kind: 'release', id: call.id });
  }

  setTimer(name: string, afterUs: Us, data?: Json): void {
    this.emit({
      kind: 'timer',
      name,
      afterUs: span(afterUs, `timer ${name}`),
      data: data === undefined ? undefined : ingest(data, `timer ${name}`),
    });
  }

  cancelTimer(name: string): void {
    this.emit({ kind: 'cancelTimer', name });
  }

  work(tag: string, takesUs: Us, data?: Json): void {
    this.emit({
      kind: 'work',
      tag,
      takesUs: span(takesUs, `work ${tag}`),
      data: data === undefined ? undefined : ingest(data, `work ${tag}`),
    });
  }

  become(state: string, why: string, lane = 'main'): void {
    this.emit({ kind: 'become', lane, to: state, why });
  }

  note(rule: string, text: string, data?: Json): void {
    this.emit(
      data === undefined
        ? { kind: 'note', rule, text }
        : { kind: 'note', rule, text, data: ingest(data, `note ${rule}`) },
    );
  }

  metric(name: string, value: number): void {
    if (!Number.isFinite(value)) throw new TypeError(`metric ${name} is ${value}`);
    this.emit({ kind: 'metric', name, value });
  }

  begin(name: string, input?: Json): string {
    const op = `${this.id}:${++this.operations}`;
    this.emit(
      input === undefined
        ? { kind: 'begin', op, name }
        : { kind: 'begin', op, name, input: ingest(input, `operation ${name}`) },
    );
    return op;
  }

  end(op: string, outcome: Outcome, output?: Json): void {
    this.emit(
      output === undefined
        ? { kind: 'end', op, outcome }
        : { kind: 'end', op, outcome, output: ingest(output, `operation ${op}`) },
    );
  }
}

/** An async handler could be neither snapshotted nor replayed. */
function refuseAsync(result: unknown, name: string): void {
  if (typeof result === 'object' && result !== null && 'then' in result) {
    throw new TypeError(
      `the handler ${name} is asynchronous: handlers run to completion; wait with request, timers or work`,
    );
  }
}

function span(us: Us, what: string): Us {
  if (!(us >= 0 && us <= LIMITS.untilUs * 24)) throw new RangeError(`${what} is ${us}: a span is 0 µs or more`);
  return Math.floor(us);
}
