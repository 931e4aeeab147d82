import { program, type Call, type NodeContext } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { FeedLine, Msg, PayOut } from '../messages.ts';

type Node = NodeContext<Msg>;
type Job = { readonly message: PayOut; readonly call: Call };

interface State {
  /** Its statement: what it has paid, in order. Durable. */
  lines: FeedLine[];
  refused: string[];
  /** How many lines the reconciler has taken. */
  taken: number;
  /** Being written. */
  writing: Job[];
  /** What a hung bank has accepted; it pays when it wakes up. */
  held: Job[];
}

const SLOW_US = ms(6_000);
/** Once a day in the world; here, that a run shows several. */
const FEED_US = ms(2_000);

function serve(node: Node, { message, call }: Job): void {
  const meanUs = node.mode === 'slow' ? SLOW_US : ms(Number(node.settings['bank.serviceMs']));
  const takesUs = node.random.between(Math.floor(meanUs / 2), Math.floor((meanUs * 3) / 2));
  node.work('payOut', takesUs, { message, call });
}

/** Once for each reference, and on its statement before it is answered. */
function pay(node: Node, state: State, job: Job): void {
  const { ref, cents } = job.message;
  const paid = state.lines.some((line) => line.ref === ref);
  if (paid || state.refused.includes(ref)) return answer(node, job, paid ? 'paid' : 'refused');
  if (node.mode === 'refuse') {
    state.refused.push(ref);
    node.disk.set('refused', state.refused.slice());
    return answer(node, job, 'refused');
  }
  const writing = state.writing.find(({ message }) => message.ref === ref);
  state.writing.push(job);
  if (writing) return;
  node.disk.set(`paid-${ref}`, { ref, cents });
  node.disk.sync('payment', ref);
}

const answer = (node: Node, { message, call }: Job, result: 'paid' | 'refused'): void =>
  node.reply(call, { type: 'PayOutResult', ref: message.ref, result });

/** Another bank: it pays what it is asked to, tells when it likes, and sends its statement every few seconds. */
export const bank = program<State, Msg>({
  start(node) {
    node.setTimer('nextStatement', FEED_US);
    return { lines: [], refused: [], taken: 0, writing: [], held: [] };
  },
  restart(node, disk) {
    node.setTimer('nextStatement', FEED_US);
    const paid = Object.entries(disk).filter(([key]) => key.startsWith('paid-'));
    const lines = paid.map(([, entry], line) => ({ ...(entry as { ref: string; cents: number }), line }));
    return { lines, refused: [...((disk['refused'] ?? []) as string[])], taken: 0, writing: [], held: [] };
  },
  modes: ['ok', 'refuse', 'slow', 'hang'],
  on: {
    PayOut: (node, _state, message, call) => serve(node, { message, call }),
    FeedTaken(_node, state, { line }) {
      // A reconciler that has forgotten everything says −1, and gets all of it again.
      state.taken = line + 1;
    },
  },
  work: {
    payOut(node, state, job: Job) {
      if (node.mode === 'hang') state.held.push(job);
      else pay(node, state, job);
    },
  },
  disk: {
    payment(node, state, { ok }, ref: string) {
      const jobs = state.writing.filter(({ message }) => message.ref === ref);
      state.writing = state.writing.filter(({ message }) => message.ref !== ref);
      if (!ok || jobs.length === 0) return;
      state.lines.push({ line: state.lines.length, ref, cents: jobs[0]!.message.cents });
      node.note('paid', `${ref} is paid and stands on the statement`, { ref, cents: jobs[0]!.message.cents });
      for (const job of jobs) answer(node, job, 'paid');
    },
  },
  timers: {
    nextStatement(node, state) {
      node.setTimer('nextStatement', FEED_US);
      const lines = state.lines.slice(state.taken, state.taken + 20);
      if (lines.length > 0) node.send('reconciler', { type: 'BankFeed', lines });
    },
  },
  modeChanged(node, state, mode) {
    if (mode !== 'hang') for (const job of state.held.splice(0)) serve(node, job);
  },
});
