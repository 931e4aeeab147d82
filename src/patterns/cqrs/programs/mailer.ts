import { program, type DiskImage, type NodeContext, type Program } from '../../../kernel/program.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import type { Msg } from '../messages.ts';
import { isReactor, sendMail } from './mailing.ts';
import { sum, takeBatch, type Entry } from './projection.ts';

type Node = NodeContext<Msg>;

export interface MailerState {
  /** For each partition of the log, the offset of the first event that is not done; `next`: all of them together. */
  offsets: number[];
  next: number;
  inbox: Entry[];
  busy: boolean;
  /** Events whose mails are being written. */
  batch: Entry[];
  /** Orders that a mail was sent for … */
  sent: Record<string, true>;
  /** … and those of them that are not on disk yet. */
  unkept: number[];
}

/** The partitions of the log. Without the pattern there is none to follow. */
const logsOf = (node: Node): readonly string[] => node.config as unknown as readonly string[];

function report(node: Node, { offsets }: MailerState): void {
  const logs = logsOf(node);
  for (let i = 0; i < logs.length; i += 1)
    node.send(logs[i]!, { type: 'Checkpoint', generation: 1, next: offsets[i]!, only: true });
}

function follow(node: Node, state: MailerState): void {
  if (logsOf(node).length === 0) return;
  node.setTimer('signOfLife', seconds(1));
  report(node, state);
}

function boot(node: Node, offsets: readonly number[], sent: Record<string, true>): MailerState {
  const begun = logsOf(node).map((_, i) => offsets[i] ?? 0);
  const next = sum(begun);
  const state: MailerState = { offsets: begun, next, inbox: [], busy: false, batch: [], sent, unkept: [] };
  follow(node, state);
  return state;
}

function recover(node: Node, disk: DiskImage): MailerState {
  const sent: Record<string, true> = {};
  for (const key in disk) if (key.startsWith('sent/')) sent[key.slice('sent/'.length)] = true;
  return boot(node, (disk['offsets'] as readonly number[] | undefined) ?? [], sent);
}

function send(node: Node, state: MailerState, order: number): void {
  if (state.sent[order]) return node.note('already sent', `order ${order} has its mail`);
  state.sent[order] = true;
  state.unkept.push(order);
  sendMail(node, order);
}

/** Writes down what was sent, and how far the log is read; one write at a time. */
function keep(node: Node, state: MailerState): void {
  state.busy = true;
  for (const order of state.unkept) node.disk.set(`sent/${order}`, true);
  node.disk.set('offsets', state.offsets);
  node.disk.sync('mailsKept', state.unkept);
}

function pump(node: Node, state: MailerState): void {
  if (state.busy) return;
  state.batch = takeBatch(state, 'version', 8);
  if (state.batch.length === 0) return;
  state.busy = true;
  node.work('writeMail', ms(10));
}

/**
 * A reactor, not a projector: what it does cannot be folded again, so it has a checkpoint of its own,
 * and rebuilding a view never goes through it.
 */
export const mailerWith = (remembers: boolean): Program<MailerState, Msg> => ({
  start: (node) => boot(node, [], {}),
  restart(node, disk) {
    if (remembers) return recover(node, disk);
    for (const log of logsOf(node)) node.send(log, { type: 'RebuildStart', generation: 1 });
    return boot(node, [], {});
  },
  on: {
    Event(node, state, { offset, events }, { from }) {
      const partition = logsOf(node).indexOf(from);
      for (const [i, event] of events.entries()) {
        const at = offset + i;
        const waits = state.inbox.some((entry) => entry.offset === at && entry.partition === partition);
        if (at >= state.offsets[partition]! && !waits) state.inbox.push({ partition, offset: at, event });
      }
      pump(node, state);
    },
    SendMail(node, state, { order }, call) {
      send(node, state, order);
      node.reply(call, { type: 'MailTaken', order });
      if (!state.busy) keep(node, state);
    },
  },
  timers: {
    signOfLife: (node, state) => follow(node, state),
  },
  work: {
    writeMail(node, state) {
      for (const { event } of isReactor(node) ? state.batch : [])
        if (event.payload.name === 'OrderPlaced') send(node, state, event.payload.order);
      for (const { partition, offset } of state.batch) state.offsets[partition] = offset + 1;
      state.next = sum(state.offsets);
      keep(node, state);
    },
  },
  disk: {
    mailsKept(node, state, { ok }, orders: readonly number[]) {
      state.busy = false;
      // A full disk: what was sent is written down with the next write.
      if (ok && orders.length > 0)
        node.note(
          'mail kept',
          `it is on disk that ${orders.length === 1 ? 'a mail was' : `${orders.length} mails were`} sent`,
          { orders },
        );
      if (ok) state.unkept = state.unkept.filter((order) => !orders.includes(order));
      if (ok) report(node, state);
      pump(node, state);
      if (!state.busy && ok && state.unkept.length > 0) keep(node, state);
    },
  },
});

export const mailer = program<MailerState, Msg>(mailerWith(true));
