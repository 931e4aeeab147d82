import type { Call, NodeContext, TimedOut } from '../../kernel/program.ts';
import type { Mutant } from '../../pattern-kit/pattern.ts';
import type { AskAt, Asking, ClientCall, MoveKeys, Msg } from './messages.ts';
import { placed, type ClientState } from './programs/client-state.ts';
import { followTruly, type Follow } from './programs/cluster-client.ts';
import { directory } from './programs/directory.ts';
import type { State as Directory } from './programs/directory-state.ts';
import { inChunk } from './programs/placement/shard-map.ts';
import { router, routerWith } from './programs/router.ts';
import { serve, serviceUs } from './programs/shard-serve.ts';
import { shard } from './programs/shard.ts';
import type { State } from './programs/shard-state.ts';

type Node = NodeContext<Msg>;

/** The same node, with one of its abilities changed. Everything else goes to the node itself. */
function changed(node: Node, change: Partial<Node>): Node {
  return {
    id: node.id,
    settings: node.settings,
    config: node.config,
    mode: node.mode,
    peers: node.peers,
    random: node.random,
    disk: node.disk,
    now: () => node.now(),
    monotonic: () => node.monotonic(),
    stream: (name) => node.stream(name),
    send: (to, message) => node.send(to, message),
    reply: (call, message) => node.reply(call, message),
    request: (to, message, options) => node.request(to, message, options),
    cancel: (id) => node.cancel(id),
    release: (call) => node.release(call),
    setTimer: (name, afterUs, data) => node.setTimer(name, afterUs, data),
    cancelTimer: (name) => node.cancelTimer(name),
    work: (tag, takesUs, data) => node.work(tag, takesUs, data),
    become: (state, why, lane) => node.become(state, why, lane),
    note: (rule, text, data) => node.note(rule, text, data),
    metric: (name, value) => node.metric(name, value),
    begin: (name, input) => node.begin(name, input),
    end: (op, outcome, output) => node.end(op, outcome, output),
    ...change,
  };
}

/** Takes an ASK for a MOVED. */
const followAsk: Follow = (node, state, answer) => {
  if (answer.type !== 'AskAt') return followTruly(node, state, answer);
  const { slot, node: to } = answer satisfies AskAt;
  const owner = Object.keys(state.map.primaries).find((name) => state.map.primaries[name] === to)!;
  followTruly(node, state, {
    type: 'Moved',
    slot,
    shard: owner,
    node: to,
    had: state.map.epoch,
    epoch: state.map.epoch,
  });
};

/** What a true shard does, done differently: `go` does it, for the node that it is handed. */
type Around = (node: Node, state: State, go: (as: Node) => void) => void;
const { on: trulyOn, work: trulyDone, replies: trulyTold } = shard;

/** The true shard, but for how it looks upon a request of a client: when it comes, and when its work is done. */
function shardServing(around: Around) {
  const taken = (node: Node, state: State, message: ClientCall, call: Call): void =>
    around(node, state, (as) => serve(as, state, message, call));
  const served = (node: Node, state: State, place: number): void =>
    around(node, state, (as) => trulyDone!['served']!(as, state, place));
  return { ...shard, on: { ...trulyOn, Get: taken, Put: taken, Like: taken }, work: { ...trulyDone, served } };
}

/** The true shard, but for how it takes the next step of a move. */
const shardMoving = (around: Around) => ({
  shard: {
    ...shard,
    on: {
      ...trulyOn,
      MoveKeys: (node: Node, state: State, message: MoveKeys, call: Call): void =>
        around(node, state, (as) => trulyOn!.MoveKeys!(as, state, message, call)),
    },
  },
});

function importing({ map, importing: id }: State, message: ClientCall): boolean {
  const key = 'keys' in message ? message.keys[0]! : message.key;
  return map.open !== null && map.open.id === id && inChunk(map.open.chunk, key);
}

/** Keeps the client's name, where the true shard keeps the one command. */
const sticks = (node: Node, state: State, message: Asking, call: Call): void => {
  trulyOn!.Asking!(node, state, message, call);
  if (!state.asking.includes(call.from)) state.asking.push(call.from);
};
const letIn = (node: Node, state: State, message: ClientCall, call: Call): void => {
  if (state.asking.includes(call.from) && !state.asking.includes(call.id)) state.asking.push(call.id);
  serve(node, state, message, call);
};

export const mutants: readonly Mutant[] = [
  {
    id: 'ask-is-moved',
    title: 'Takes an ASK for a MOVED',
    explain:
      'The router writes into its map what it was told for one request. Keys that have not moved yet are now looked for in the wrong shard.',
    breaks: 'ask-changes-nothing',
    preset: 'migration',
    programs: { router: routerWith(followAsk) },
  },
  {
    id: 'without-asking',
    title: 'Serves a slot it only imports',
    explain:
      'The target takes every request for a key of a slot that it imports, with ASKING or without, and the router has learnt from an ASK to come at once. Key by key, two shards own the slot.',
    breaks: 'writes-by-owner',
    preset: 'migration',
    programs: {
      router: routerWith(followAsk),
      shard: {
        ...shard,
        on: {
          ...trulyOn,
          Put(node: Node, state: State, message, call): void {
            if (!importing(state, message) || state.asking.includes(call.id)) return serve(node, state, message, call);
            node.work('served', serviceUs(node, message), placed(state.serving, { message, call, asking: false }));
          },
        },
        work: {
          ...trulyDone,
          served(node: Node, state: State, place: number): void {
            const job = state.serving[place]!;
            const takes = job.message.type === 'Put' && !job.asking && importing(state, job.message);
            if (takes) state.serving[place] = { ...job, asking: true };
            // Written down as what it is: nobody has asked for permission.
            const honest = changed(node, {
              note: (rule, text, data) =>
                node.note(rule, text, rule === 'write accepted' ? { ...(data as object), asking: false } : data),
            });
            trulyDone!['served']!(takes ? honest : node, state, place);
          },
        },
      },
    },
  },
  {
    id: 'asking-sticks',
    title: 'Remembers ASKING for the connection',
    explain:
      'Whoever has said ASKING once is let in for good. Any later command of that client is served for a slot that still belongs to another shard.',
    breaks: 'asking-once',
    preset: 'migration',
    programs: {
      shard: {
        ...shard,
        on: { ...trulyOn, Asking: sticks, Get: letIn, Put: letIn },
      },
    },
  },
  {
    id: 'delete-first',
    title: 'Deletes before the other one has it',
    explain: 'The source gives a key away and forgets it at once. Whatever happens to the message happens to the key.',
    breaks: 'nothing-lost',
    preset: 'migration',
    programs: shardMoving((node, state, go) =>
      go(
        changed(node, {
          request(to, sent, options) {
            const id = node.request(to, sent, options);
            if (sent.type === 'MigrateKey') {
              node.note('key moved', `${sent.key} is not here any more`, { key: sent.key });
              delete state.data[sent.key];
              delete state.locked[sent.key];
            }
            return id;
          },
        }),
      ),
    ),
  },
  {
    id: 'never-locks',
    title: 'Goes on serving what it hands over',
    explain:
      'The source sends a key and does not lock it. Until it hears that the key has arrived, both shards have it, and what is written here in the meantime is deleted.',
    breaks: 'one-place',
    preset: 'migration',
    programs: shardMoving((node, state, go) => {
      go(node);
      state.locked = {};
    }),
  },
  {
    id: 'stable-at-once',
    title: 'Calls a move off as if nothing had moved',
    explain:
      'The source says that it still has all of the slots. The map gives them back to it, and what lies at the target is not found any more.',
    breaks: 'nothing-lost',
    preset: 'called-off',
    programs: shardMoving((node, state, go) => {
      const chunk = state.migrating?.chunk;
      const from = chunk?.kind === 'slots' ? chunk.from : 0;
      go(
        changed(node, {
          reply: (to, answer) =>
            node.reply(to, answer.type === 'Stands' ? { ...answer, slot: from, half: false } : answer),
        }),
      );
    }),
  },
  {
    id: 'believes-anybody',
    title: 'Takes what is not its own',
    explain: 'A shard that has given slots away still takes writes to them from a router that has not heard of it.',
    breaks: 'writes-by-owner',
    preset: 'stale-router',
    programs: {
      shard: shardServing((node, _state, go) =>
        go(changed(node, { settings: { ...node.settings, 'map.checkEpoch': false } })),
      ),
    },
  },
  {
    id: 'copies-once',
    title: 'Copies once, and commits',
    explain: 'No catching up and no critical section: what is written between the copy and the commit is lost.',
    breaks: 'one-copy',
    preset: 'emigrant',
    programs: {
      shard: {
        ...shardServing((node, state, go) => {
          const { critical } = state;
          state.critical = false;
          go(node);
          state.critical = critical;
        }),
        replies: {
          ...trulyTold,
          cloned(node: Node, state: State, reply: Msg | TimedOut, job): void {
            const hasty = changed(node, {
              reply: (call, answer) => node.reply(call, answer.type === 'KeysMoved' ? { ...answer, left: 0 } : answer),
            });
            trulyTold!['cloned']!(hasty, state, reply, job);
          },
        },
      },
    },
  },
  {
    id: 'directory-forgets',
    title: 'Counts epochs in memory',
    explain: 'After a crash the directory begins again at epoch 1. Old maps are then newer than the truth.',
    breaks: 'epochs-grow',
    preset: 'stale-router',
    programs: { directory: { ...directory, restart: (node) => directory.start(node) } },
  },
  {
    id: 'sleepwalks',
    title: 'Commits without the others',
    explain:
      'A directory takes its own disk for most of the disks. Whoever wakes up after somebody else has taken the seat goes on making epochs that exist already.',
    breaks: 'one-seat',
    preset: 'asleep',
    programs: {
      directory: {
        ...directory,
        disk: {
          ...directory.disk,
          stored(node: Node, state: Directory, result, storing): void {
            const alone = changed(node, { config: { others: [] } });
            directory.disk!['stored']!(alone, state, result, storing);
          },
        },
      },
    },
  },
  {
    id: 'votes-twice',
    title: 'Votes for whoever asks',
    explain:
      'A primary gives its vote to every candidate of an election. The winner who is slow to be heard is overtaken by one who has less of the writes.',
    breaks: 'one-vote',
    preset: 'heirs',
    programs: {
      shard: {
        ...shard,
        on: {
          ...trulyOn,
          FailoverAuthRequest(node: Node, state: State, message, call): void {
            state.votedIn = 0;
            state.votedUs = {};
            trulyOn!.FailoverAuthRequest!(node, state, message, call);
          },
        },
      },
    },
  },
  {
    id: 'tries-again',
    title: 'Takes silence for a no',
    explain: 'The router sends a like again when no answer comes. The first one was only slow, and counts as well.',
    breaks: 'likes-count',
    preset: 'celebrity',
    programs: {
      router: {
        ...router,
        replies: {
          ...router.replies,
          answered(node: Node, state: ClientState, reply: Msg | TimedOut, place: number): void {
            const job = state.jobs[place]!;
            if (reply.type !== 'timeout' || job.what !== 'like' || job.tries > 0)
              return router.replies!['answered']!(node, state, reply, place);
            job.tries = 1;
            node.work('again', 0, place);
          },
        },
      },
    },
  },
  {
    id: 'undeclared-copy',
    title: 'Passes a copy off as the original',
    explain:
      'Copies of hot keys are a moment old. A shard that does not say so breaks the promise that reads see the newest post.',
    breaks: 'one-copy',
    preset: 'celebrity',
    programs: {
      shard: shardServing((node, _state, go) =>
        go(
          changed(node, {
            reply: (call, answer) => node.reply(call, answer.type === 'Value' ? { ...answer, copy: false } : answer),
          }),
        ),
      ),
    },
  },
];
