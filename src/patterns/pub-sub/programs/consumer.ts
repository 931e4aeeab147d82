import { program, type Program, type TimedOut } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import type { Msg } from '../messages.ts';
import {
  commitAgain,
  commitAhead,
  committed,
  committing,
  commitProcessed,
  endsOf,
  type AheadRule,
} from './committing.ts';
import { commitTime, freshConsumer, type ConsumerState, type Node } from './consumer-state.ts';
import { askLeaders, heartbeat, join, joined, leadersKnown, refused, synced } from './membership.ts';
import { afterPause, fetched, fetchMore, locate, located, offsetsKnown, type Ref } from './fetching.ts';
import { applied, buried, processed, takeBatch, work } from './processing.ts';

/** One member of a consumer group: analytics has several, alerting and archiver one each. */
export const consumerWith = (ahead: AheadRule): Program<ConsumerState, Msg> => {
  const goOn = (node: Node, state: ConsumerState): void => poll(node, state, ahead);
  return program<ConsumerState, Msg>({
    start(node) {
      const state = freshConsumer();
      node.become('joining', 'it starts');
      askLeaders(node, state);
      node.setTimer('join', ms(50));
      return state;
    },
    modes: ['ok', 'slow'],
    timers: {
      join: (node, state) => join(node, state),
      heartbeat: (node, state) => heartbeat(node, state),
    },
    replies: {
      leadersKnown(node, state, reply) {
        if (leadersKnown(state, reply)) goOn(node, state);
        else node.work('askAgain', ms(200));
      },
      joined: (node, state, reply) => joined(node, state, reply),
      synced(node, state, reply) {
        const added = synced(node, state, reply);
        if (added !== null) locate(node, state, added);
        goOn(node, state);
      },
      beaten(node, state, reply: Msg | TimedOut, generation: number) {
        if (generation !== state.generation || state.joining) return;
        refused(node, state, reply.type === 'HeartbeatResult' ? reply.error : 'timeout');
        goOn(node, state);
      },
      offsetsKnown(node, state, reply, refs: readonly Ref[]) {
        offsetsKnown(node, state, reply, refs);
        goOn(node, state);
      },
      located(node, state, reply, ref: Ref) {
        located(node, state, reply, ref);
        goOn(node, state);
      },
      fetched(node, state, reply, ref: Ref) {
        fetched(node, state, reply, ref);
        goOn(node, state);
      },
      committed(node, state, reply, data) {
        committed(node, state, reply, data);
        goOn(node, state);
      },
      applied(node, state, reply, step: number) {
        applied(node, state, reply, step);
        goOn(node, state);
      },
      buried(node, state, reply, step: number) {
        buried(node, state, reply, step);
        goOn(node, state);
      },
    },
    work: {
      processed(node, state, step: number) {
        processed(node, state, step);
        goOn(node, state);
      },
      askAgain: (node, state) => askLeaders(node, state),
      pauseOver: (node, state, ref: Ref) => afterPause(node, state, ref),
      commitAgain: (node, state) => commitAgain(node, state, ahead),
    },
  });
};

/** The poll loop: what is in hand is finished first; then it commits, joins again, or takes more. */
function poll(node: Node, state: ConsumerState, ahead: AheadRule): void {
  if (state.fenced) return;
  if (state.batch.length > 0 || state.committing) return fetchMore(node, state);
  if (state.lost !== '' || (state.rejoin && !state.joining)) {
    // Where it was put out, this is the commit that is refused.
    if (!state.joining && !committing(node, state)) join(node, state);
    return;
  }
  commitProcessed(node, state);
  if (takeBatch(node, state)) {
    if (commitTime(node) === 'before') commitAhead(node, state, ahead);
    else work(node, state);
  }
  fetchMore(node, state);
}

export const consumer = consumerWith(endsOf);
